INSERT INTO {t} (id, a) VALUES (10 + @n, @n * 4);
UPDATE {t} SET a = 900 - a WHERE id = 2;
