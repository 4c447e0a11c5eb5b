CREATE TABLE {t} (b BIT(9) NOT NULL, s SET('a','b','c') NOT NULL, y YEAR NOT NULL, v INT, UNIQUE KEY u (b, s, y));
INSERT INTO {t} VALUES (0, '', 0, 1), (511, 'a,c', 2155, 2), (92, 'b', 1901, 3);
