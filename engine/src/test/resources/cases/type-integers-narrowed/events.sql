INSERT INTO {t} (id, a, b, c) SELECT id + 10 * @n, a, b, c FROM {t} WHERE id < 4;
