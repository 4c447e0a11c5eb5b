CREATE TABLE {t} (id INT PRIMARY KEY, e ENUM('red','green','blue') NOT NULL, s SET('x','y','z'), KEY (e));
INSERT INTO {t} VALUES (1, 'red', 'x'), (2, 'green', 'y,z'), (3, 'blue', '');
