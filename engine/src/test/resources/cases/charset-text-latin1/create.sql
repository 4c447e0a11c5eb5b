CREATE TABLE {t} (id INT PRIMARY KEY, t TEXT CHARACTER SET latin1 COLLATE latin1_swedish_ci);
INSERT INTO {t} VALUES (1, 'átesting'), (2, SHA2('x', 224)), (3, '');
