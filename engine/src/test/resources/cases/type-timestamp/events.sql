INSERT INTO {t} (id, a, b, c, d, e, f) SELECT id + 10 * @n, a, b, c, d, e, f FROM {t} WHERE id < 3;
UPDATE {t} SET a = NOW() WHERE id = 2;
