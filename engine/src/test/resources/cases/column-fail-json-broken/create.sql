CREATE TABLE {t} (id INT PRIMARY KEY, a VARCHAR(30) CHARACTER SET utf8mb4);
INSERT INTO {t} VALUES (1, '{"a": "é"}'), (2, '{"a": ');
