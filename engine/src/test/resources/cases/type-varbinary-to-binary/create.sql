CREATE TABLE {t} (id INT PRIMARY KEY, a VARBINARY(6), b VARCHAR(6) COLLATE utf8mb4_bin, v INT) CHARSET utf8mb4;
INSERT INTO {t} VALUES (1, 'ab', 'ab  ', 0), (2, X'6100', '', 0), (3, NULL, NULL, 0), (4, '', ' ', 0), (5, 'abcdef', 'abcdef', 0);
