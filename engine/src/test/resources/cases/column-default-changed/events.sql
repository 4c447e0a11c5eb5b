INSERT INTO {t} (id, b) VALUES (10 + @n, 3);
