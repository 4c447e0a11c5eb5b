INSERT INTO {t} VALUES (10 + @n, @n, 30), (20 + @n, @n, 40);
