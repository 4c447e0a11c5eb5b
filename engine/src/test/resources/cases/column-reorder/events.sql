INSERT INTO {t} (id, c1, c2, c3) VALUES (10 + @n, @n, 30, 'y');
UPDATE {t} SET c1 = c1 + 1, c3 = 'z' WHERE id = 1;
