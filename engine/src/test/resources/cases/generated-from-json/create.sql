CREATE TABLE {t} (id INT PRIMARY KEY, j JSON, n VARCHAR(20) AS (JSON_UNQUOTE(JSON_EXTRACT(j, '$.n'))) STORED, KEY (n));
INSERT INTO {t} (id, j) VALUES (1, '{"n": "anna"}'), (2, NULL);
