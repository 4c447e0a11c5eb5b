CREATE TABLE {t} (id INT PRIMARY KEY, j JSON, k JSON NOT NULL DEFAULT '[]');
INSERT INTO {t} VALUES (1, '{}', '{"a":  1.50}'), (2, '[]', 'null'), (3, 'null', '""'), (4, NULL, '18446744073709551616'), (6, '"é \\u0000 \\" \\\\"', '[1,2]');
