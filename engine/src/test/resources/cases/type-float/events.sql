INSERT INTO {t} (id, a, b, c, d) SELECT id + 10 * @n, a, b, c, d FROM {t} WHERE id < 7;
UPDATE {t} SET a = -a, b = -b, c = -c WHERE id IN (1, 2, 3);
UPDATE {t} SET a = a / 3, b = b / 3 WHERE id = 4;
