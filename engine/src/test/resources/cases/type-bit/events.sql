INSERT INTO {t} (id, a, b, c, d, e, f) SELECT id + 10 * @n, a, b, c, d, e, f FROM {t} WHERE id < 5;
UPDATE {t} SET a = a ^ 1, b = b ^ 127, c = c ^ 255, d = d ^ 511 WHERE id IN (1, 2);
