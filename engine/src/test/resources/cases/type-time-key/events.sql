UPDATE {t} SET v = v + 1 WHERE a = '-838:59:59';
UPDATE {t} SET a = '00:00:00.001' WHERE a = '-00:00:00.001';
INSERT INTO {t} (a, b, c, d, v) VALUES (@n, '2001-01-01', '2001-01-01 00:00:00.1', 2000, 3);
DELETE FROM {t} WHERE a = @n - 1;
