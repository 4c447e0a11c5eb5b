INSERT INTO {t} (id, v) VALUES (10 + @n, @n);
