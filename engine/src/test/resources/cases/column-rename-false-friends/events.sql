INSERT INTO {t} (id, c1) VALUES (10 + @n, @n);
UPDATE {t} SET c1 = c1 + 1 WHERE id = 1;
