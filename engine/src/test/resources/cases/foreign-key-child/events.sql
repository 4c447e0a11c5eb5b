INSERT INTO {t} (id, p, k, q) VALUES (10 + @n, 3, 'c', 3);
UPDATE {t} SET p = 2 WHERE id = 10 + @n - 1;
DELETE FROM {t} WHERE id = 10 + @n - 2;
