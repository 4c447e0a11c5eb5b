INSERT INTO {t} VALUES (10 + @n, CONCAT('1', @n), '9');
