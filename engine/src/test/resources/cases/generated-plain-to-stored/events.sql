INSERT INTO {t} (id, a) SELECT 10 + @n, 10 + @n FROM (SELECT 1) one WHERE @n < 4;
UPDATE {t} SET a = a + 100 WHERE id = 1 AND @n < 4;
UPDATE {t} SET v = v + 1 WHERE id IN (2, 3);
