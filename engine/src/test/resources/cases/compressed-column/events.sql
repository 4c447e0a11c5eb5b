INSERT INTO {t} (id, a) VALUES (10 + @n, REPEAT('y', 5000));
