INSERT INTO {t} (id, a) VALUES (10 + @n, '2021-01-01');
