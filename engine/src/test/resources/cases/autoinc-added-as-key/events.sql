INSERT INTO {t} (a, b) VALUES (9, @n);
