INSERT INTO {t} (id) VALUES (10 + @n);
