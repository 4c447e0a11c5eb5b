INSERT INTO {t} (id, a, b, c, d, e) SELECT id + 10 * @n, a, b, c, d, e FROM {t} WHERE id < 4;
UPDATE {t} SET a = -a, b = -b, c = -c WHERE id IN (1, 2);
