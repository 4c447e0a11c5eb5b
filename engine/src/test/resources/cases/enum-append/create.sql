CREATE TABLE {t} (id INT PRIMARY KEY, e ENUM('red','green') NOT NULL DEFAULT 'red');
INSERT INTO {t} VALUES (1, 'red'), (2, 'green');
