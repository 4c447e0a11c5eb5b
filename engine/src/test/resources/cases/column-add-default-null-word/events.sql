INSERT INTO {t} (id, a) VALUES (10 + @n, @n);
UPDATE {t} SET a = a + 1 WHERE id = 1;
UPDATE {t} SET id = id + 100 WHERE id = 10 + @n;
