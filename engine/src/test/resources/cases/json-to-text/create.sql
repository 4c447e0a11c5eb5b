CREATE TABLE {t} (id INT PRIMARY KEY, a JSON);
INSERT INTO {t} VALUES (1, '{"a": [1, 2.50, "é"]}'), (2, 'null'), (3, NULL), (4, '1e3');
