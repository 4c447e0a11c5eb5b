SET sql_mode = 'ALLOW_INVALID_DATES';
INSERT INTO {t} (id, a, b, c, d) SELECT id + 10 * @n, a, b, c, d FROM {t} WHERE id < 4;
UPDATE {t} SET a = '2020-00-00', b = '0000-00-00', c = '0000-00-00' WHERE id = 2;
