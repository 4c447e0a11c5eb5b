INSERT INTO {t} VALUES (10 + @n, @n, 30, 300);
UPDATE {t} SET id = id + 100 WHERE id = 10 + @n;
