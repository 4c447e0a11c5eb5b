CREATE TABLE {t} (id VARCHAR(4) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL PRIMARY KEY, v INT);
INSERT INTO {t} VALUES ('a', 1), ('a ', 2), ('b', 3);
