CREATE TABLE {t} (id INT PRIMARY KEY, a INT COMMENT 'it''s \\ "old"') COMMENT 'before';
INSERT INTO {t} VALUES (1, 1);
