INSERT INTO {t} (id, a, b, c, d, e, f, g) SELECT id + 10 * @n, a, b, c, d, e, f, g FROM {t} WHERE id < 3;
UPDATE {t} SET d = '-01:02:03.004', g = '-00:00:00.000001' WHERE id = 2;
