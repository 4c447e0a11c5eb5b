CREATE TABLE {t} (id INT, a VARCHAR(100) NOT NULL, b BLOB, PRIMARY KEY (id DESC), KEY p (a(10)), KEY q (b(5)), UNIQUE KEY r (a(20) DESC));
INSERT INTO {t} VALUES (1, 'aaaaaaaaaaaaaaaa', 'x'), (2, 'bbb', NULL);
