INSERT INTO {t} VALUES (10 + @n, @n, '9');
DELETE FROM {t} WHERE id = 9 + @n;
