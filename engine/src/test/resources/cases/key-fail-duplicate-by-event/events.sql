INSERT INTO {t} VALUES (10 + @n, IF(@n = 3, 1, 10 + @n));
