INSERT INTO {t} VALUES (10 + @n, '2020-01-01 10:11:12', '01:00:00', '2021-01-01 00:00:00.125', '2022-02-02', @n);
UPDATE {t} SET v = v + 1 WHERE id IN (1, 3);
UPDATE {t} SET b = '02:00:00' WHERE id = 4 AND @n = 4;
