INSERT INTO {t} (id, a, b) VALUES (10 + @n, @n, @n + 1);
