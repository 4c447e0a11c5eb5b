CREATE TABLE IF NOT EXISTS {t}_parent (id INT, k VARCHAR(10), PRIMARY KEY (id), UNIQUE KEY (k, id));
INSERT IGNORE INTO {t}_parent VALUES (1, 'a'), (2, 'b'), (3, 'c');
CREATE TABLE {t} (id INT PRIMARY KEY, p INT, k VARCHAR(10), q INT, KEY p (p), KEY {t}_pair (k, q), FOREIGN KEY (p) REFERENCES {t}_parent (id),
  CONSTRAINT {t}_pair FOREIGN KEY (k, q) REFERENCES {t}_parent (k, id) ON DELETE NO ACTION);
INSERT INTO {t} VALUES (1, NULL, NULL, NULL), (2, 1, 'a', 1), (3, 2, 'b', NULL);
