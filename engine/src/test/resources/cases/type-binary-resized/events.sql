INSERT INTO {t} SELECT id + 10 * @n, a, b, c FROM {t} WHERE id < 4;
UPDATE {t} SET a = 0x00, b = 0x2000 WHERE id = 3;
