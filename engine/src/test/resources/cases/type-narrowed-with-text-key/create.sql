CREATE TABLE {t} (k VARCHAR(20) NOT NULL PRIMARY KEY, p DECIMAL(10,4), v TEXT) CHARSET latin1;
INSERT INTO {t} VALUES ('one', 1.2345, 'x'), ('two', 2.3456, 'y'), ('Three', 3.4567, 'z');
