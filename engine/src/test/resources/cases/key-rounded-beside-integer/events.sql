INSERT INTO {t} (dev, at, id, v) VALUES (10 + @n, '2021-01-01 10:00:00', 10 + @n, @n);
UPDATE {t} SET v = v + 10 WHERE id = 1;
DELETE FROM {t} WHERE id = 2 + @n;
UPDATE {t} SET dev = 20 + @n WHERE id = 1;
