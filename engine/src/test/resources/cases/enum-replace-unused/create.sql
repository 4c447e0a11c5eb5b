CREATE TABLE {t} (id INT PRIMARY KEY, e ENUM('red','green','blue') NOT NULL);
INSERT INTO {t} VALUES (1, 'red'), (2, 'green');
