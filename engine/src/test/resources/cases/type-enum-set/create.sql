SET sql_mode = '';
CREATE TABLE {t} (id INT PRIMARY KEY, e ENUM('a','','it''s','é','x y'), s SET('a','b c','d') NOT NULL);
INSERT INTO {t} VALUES (1, 'a', ''), (2, '', 'a,d'), (3, 'nonsense', 'a,b c,d'), (4, NULL, 'b c'), (5, 'it''s', 'nonsense'), (6, 'é', 7);
