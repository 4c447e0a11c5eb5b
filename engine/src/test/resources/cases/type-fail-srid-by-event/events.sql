INSERT INTO {t} (id, p) VALUES (10 + @n, POINT(@n, 2));
