CREATE TABLE {t} (neg INT NOT NULL, num INT NOT NULL, txt VARCHAR(40) NOT NULL, maybe INT NULL, updates INT NOT NULL DEFAULT 0, id INT NOT NULL, PRIMARY KEY (id));
INSERT INTO {t} (id, neg, num, txt, maybe) VALUES (1, -1, 1001, 'one', NULL), (2, -2, 1002, 'two', 2), (3, -3, 1003, 'Three', NULL), (5, -5, 1005, 'five', 5), (8, -8, 1008, 'éight', 8), (9, -9, 1009, 'nine', NULL);
