CREATE TABLE {t} (id INT PRIMARY KEY, `select` INT NOT NULL, `a b` INT, `x``y` INT, `ключ` INT);
INSERT INTO {t} VALUES (1, 1, 2, 3, 4);
