INSERT INTO {t} VALUES (10 + @n, @n, 'x');
UPDATE {t} SET id = id + 100 WHERE id = 10 + @n;
