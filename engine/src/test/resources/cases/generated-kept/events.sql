INSERT INTO {t} (id, a) VALUES (10 + @n, 10 + @n);
UPDATE {t} SET a = a + 100 WHERE id = 1;
DELETE FROM {t} WHERE id = 9 + @n;
