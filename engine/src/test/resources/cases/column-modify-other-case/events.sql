INSERT INTO {t} VALUES (10 + @n, @n, 30);
UPDATE {t} SET c1 = c1 + 1 WHERE id = 1;
