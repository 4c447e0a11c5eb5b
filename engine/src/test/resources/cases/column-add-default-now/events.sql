INSERT INTO {t} (id, a) VALUES (10 + @n, @n);
