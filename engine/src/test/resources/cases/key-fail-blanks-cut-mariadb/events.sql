INSERT INTO {t} VALUES (CONCAT('c', @n, SPACE(6)), @n);
DELETE FROM {t} WHERE v = @n;
