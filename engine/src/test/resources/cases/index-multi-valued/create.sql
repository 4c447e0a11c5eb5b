CREATE TABLE {t} (id INT PRIMARY KEY, j JSON, KEY tags ((CAST(j->'$.tags' AS UNSIGNED ARRAY))));
INSERT INTO {t} VALUES (1, '{"tags": [1, 2, 3]}'), (2, NULL), (3, '{"tags": []}');
