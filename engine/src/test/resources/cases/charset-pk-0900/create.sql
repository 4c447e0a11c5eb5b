CREATE TABLE {t} (id VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci NOT NULL, j VARCHAR(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin NOT NULL DEFAULT 'x', v INT, PRIMARY KEY (id, j));
INSERT INTO {t} (id, v) VALUES ('Anna', 1), ('bob ', 2), ('bob', 4), ('ÉMILE', 3);
