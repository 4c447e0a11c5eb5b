CREATE TABLE {t} (id INT NOT NULL PRIMARY KEY, a TEXT NOT NULL, b VARCHAR(200) NOT NULL);
INSERT INTO {t} VALUES (1, 'the quick brown fox', 'jumps'), (2, 'over the lazy dog', '');
