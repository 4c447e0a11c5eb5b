CREATE TABLE {t} (id INT PRIMARY KEY, code CHAR(3) COLLATE utf8mb4_bin) CHARACTER SET utf8mb4;
INSERT INTO {t} VALUES (1, 'ABC'), (2, 'abc'), (3, 'é  '), (4, NULL);
