SET sql_mode = '';
INSERT INTO {t} (id, e, s) SELECT id + 10 * @n, e, s FROM {t} WHERE id < 7;
UPDATE {t} SET e = 'unknown', s = 'd,a' WHERE id = 1;
UPDATE {t} SET e = 'x y' WHERE id = 2;
