INSERT INTO {t} (id, a) VALUES (10 + @n, REPEAT('x', 9000));
