CREATE TABLE {t} (id INT AUTO_INCREMENT PRIMARY KEY, t1 VARCHAR(64) CHARACTER SET latin1 NOT NULL, t2 VARCHAR(64) CHARACTER SET latin1 NOT NULL, t3 VARCHAR(64) CHARACTER SET utf8mb4 NOT NULL);
INSERT INTO {t} (t1, t2, t3) VALUES ('átesting', 'átesting', 'átesting'), ('testátest', 'ä ö ü', 'é'), ('', 'a ', ' ');
