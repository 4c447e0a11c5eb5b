CREATE TABLE {t} (id INT PRIMARY KEY, e ENUM('red','blue','green') NOT NULL);
INSERT INTO {t} VALUES (1, 'red'), (2, 'green');
