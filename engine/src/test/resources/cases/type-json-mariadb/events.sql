INSERT INTO {t} (id, j, k) SELECT id + 100 * @n, j, k FROM {t} WHERE id < 30;
UPDATE {t} SET j = JSON_SET(j, '$.a', 1.500) WHERE id = 1;
