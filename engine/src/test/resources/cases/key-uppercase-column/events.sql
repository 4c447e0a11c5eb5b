UPDATE {t} SET id = id + 10 WHERE a = 1;
INSERT INTO {t} (id, a) VALUES (50 + @n, 5);
