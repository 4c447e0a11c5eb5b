CREATE TABLE {t} (id INT NOT NULL, s SET('a','b','c') NOT NULL, PRIMARY KEY (id, s));
INSERT INTO {t} VALUES (1, 'a,b');
