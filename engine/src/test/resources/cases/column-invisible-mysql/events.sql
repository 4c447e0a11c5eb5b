INSERT INTO {t} (id, a) VALUES (10 + @n, @n);
UPDATE {t} SET b = 7 WHERE id = 1;
