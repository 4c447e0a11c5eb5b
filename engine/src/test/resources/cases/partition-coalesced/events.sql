INSERT INTO {t} (id, a) VALUES (10 + @n, @n * 4);
UPDATE {t} SET id = id + 1 WHERE a = 50;
