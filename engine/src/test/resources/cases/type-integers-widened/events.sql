INSERT INTO {t} (id, a, b, c, d, e, f, g, h) SELECT id + 10 * @n, a, b, c, d, e, f, g, h FROM {t} WHERE id < 4;
UPDATE {t} SET a = -a - 1, b = 255 - b WHERE id IN (1, 2);
UPDATE {t} SET id = -4 - id - 3 WHERE id < 0;
