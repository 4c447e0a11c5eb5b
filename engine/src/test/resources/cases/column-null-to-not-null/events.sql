INSERT INTO {t} VALUES (10 + @n, @n, 'y', '2022-01-01');
