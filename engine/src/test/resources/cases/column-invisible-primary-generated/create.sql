SET sql_generate_invisible_primary_key = ON;
CREATE TABLE {t} (a INT, b INT);
INSERT INTO {t} (a, b) VALUES (1, 1), (2, NULL);
