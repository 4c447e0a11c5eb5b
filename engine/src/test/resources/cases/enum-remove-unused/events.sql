INSERT INTO {t} VALUES (10 + @n, 'green');
