INSERT INTO {t} (id, j) VALUES (10 + @n, JSON_OBJECT('tags', JSON_ARRAY(@n, 2)));
UPDATE {t} SET j = '{"tags": [7]}' WHERE id = 1;
