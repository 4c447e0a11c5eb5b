CREATE TABLE {t} (id INT PRIMARY KEY, a INT, v INT AS (a + 1) VIRTUAL, s INT AS (a * 2) STORED, KEY (v), UNIQUE KEY u (s));
INSERT INTO {t} (id, a) VALUES (1, 1), (2, NULL);
