CREATE TABLE {t} (id INT PRIMARY KEY, e ENUM('red','blue') NOT NULL, v INT);
INSERT INTO {t} VALUES (1, 'red', 0), (2, 'blue', 0);
