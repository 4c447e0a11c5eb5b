SET sql_mode = '';
CREATE TABLE {t} (id INT PRIMARY KEY, e ENUM('l1','l2','l3','l4','l5','l6','l7','l8') CHARACTER SET latin1, s SET('s1','s2','s3','s4','s5','s6','s7','s8','s9'));
INSERT INTO {t} VALUES (1, 'l8', 's9'), (2, 'l1', 's1,s9');
