INSERT INTO {t} (id, a, b, c, d, e, f, g, h, i, j, k) SELECT id + 10 * @n, a, b, c, d, e, f, g, h, i, j, k FROM {t} WHERE id < 4;
UPDATE {t} SET a = -a - 1, b = 255 - b, c = -c - 1, d = 65535 - d, e = -e - 1, f = 16777215 - f, g = -g - 1, h = 4294967295 - h, i = -1 - i, j = 18446744073709551615 - j WHERE id IN (1, 2);
