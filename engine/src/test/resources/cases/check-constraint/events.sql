INSERT INTO {t} (id, a, b) VALUES (10 + @n, @n, @n + 1);
UPDATE {t} SET a = a + 1, b = a + 7 WHERE id = 1;
