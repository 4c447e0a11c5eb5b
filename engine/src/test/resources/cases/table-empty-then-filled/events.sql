INSERT INTO {t} (id, a) VALUES (@n, 10 + @n);
