CREATE TABLE {t} (e ENUM('zz','b','a') NOT NULL, i INT NOT NULL, v INT, PRIMARY KEY (e, i));
INSERT INTO {t} VALUES ('zz', 1, 1), ('a', 1, 2), ('b', 1, 3);
