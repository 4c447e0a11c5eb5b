INSERT INTO {t} (id, a, b, c, d, e, f, g, h, i) SELECT id + 10 * @n, a, b, c, d, e, f, g, h, i FROM {t} WHERE id < 4;
UPDATE {t} SET a = NOW(), d = '2020-01-01 00:00:00.010', g = '2020-01-01 00:00:00.010203' WHERE id = 2;
