INSERT INTO {t} (id, v, u) SELECT id + 10 * @n, v, u FROM {t} WHERE id < 3;
UPDATE {t} SET u = STRING_TO_VECTOR('[7,8]') WHERE id = 1;
