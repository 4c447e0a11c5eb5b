CREATE TABLE {t} (id VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY, v INT);
INSERT INTO {t} (id, v) VALUES ('Anna', 1), ('bob ', 2), ('bob', 4), ('ÉMILE', 3);
