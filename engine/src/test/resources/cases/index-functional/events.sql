INSERT INTO {t} (id, a, s) VALUES (10 + @n, @n, CONCAT('X', @n));
UPDATE {t} SET a = a + 10, s = 'q' WHERE id = 1;
