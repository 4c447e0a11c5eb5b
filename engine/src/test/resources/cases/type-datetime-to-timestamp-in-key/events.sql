INSERT INTO {t} VALUES (10 + @n, '2021-01-01', @n);
UPDATE {t} SET v = v + 1 WHERE id = 1;
UPDATE {t} SET dt = dt + INTERVAL 1 DAY WHERE id = 2;
DELETE FROM {t} WHERE id = 9 + @n;
