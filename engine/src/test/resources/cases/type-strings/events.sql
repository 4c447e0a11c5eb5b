INSERT INTO {t} (id, a, b, c, d, e, f, g, h, i) SELECT id + 10 * @n, a, b, c, d, e, f, g, h, i FROM {t} WHERE id < 5;
UPDATE {t} SET b = '''; DROP', d = '\\', e = 0x5c27, h = NULL WHERE id = 1;
UPDATE {t} SET i = 0x20, f = 0x2020, h = '  ' WHERE id = 2;
