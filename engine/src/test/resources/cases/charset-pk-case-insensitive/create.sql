CREATE TABLE {t} (id VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL PRIMARY KEY, v INT);
INSERT INTO {t} VALUES ('Anna', 1), ('bob ', 2), ('ÉMILE', 3);
