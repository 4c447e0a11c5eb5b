INSERT INTO {t} (id, a, b, c, d, e, f, g, h, i) SELECT id + 10 * @n, a, b, c, d, e, f, g, h, i FROM {t} WHERE id < 4;
UPDATE {t} SET c = 'short', f = REPEAT(0x27, 300) WHERE id = 1;
UPDATE {t} SET c = REPEAT('\0''\\', 30000) WHERE id = 3;
