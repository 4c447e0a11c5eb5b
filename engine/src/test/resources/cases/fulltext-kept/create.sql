CREATE TABLE {t} (id INT NOT NULL PRIMARY KEY, a TEXT NOT NULL, FULLTEXT KEY ft (a));
INSERT INTO {t} VALUES (1, 'the quick brown fox'), (2, 'over the lazy dog');
