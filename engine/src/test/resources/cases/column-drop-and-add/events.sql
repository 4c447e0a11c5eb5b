INSERT INTO {t} (id, c2) VALUES (10 + @n, 30);
UPDATE {t} SET c2 = c2 + 1 WHERE id = 1;
