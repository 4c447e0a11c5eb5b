CREATE TABLE {t} (id INT PRIMARY KEY, e ENUM('red','blue','x y') NOT NULL, s SET('a','b') NOT NULL);
INSERT INTO {t} VALUES (1, 'red', 'a,b'), (2, 'x y', '');
