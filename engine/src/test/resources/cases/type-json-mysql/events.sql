INSERT INTO {t} (id, j) SELECT id + 100 * @n, j FROM {t} WHERE id < 30;
UPDATE {t} SET j = JSON_SET(j, '$.a', CAST(1.500 AS DECIMAL(10,3))) WHERE id = 11;
UPDATE {t} SET j = JSON_ARRAY_APPEND(j, '$', @n) WHERE id = 10;
UPDATE {t} SET j = JSON_OBJECT('n', @n, 'u', CAST(@n AS UNSIGNED)) WHERE id IN (1, 4);
