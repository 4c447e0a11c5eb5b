INSERT INTO {t} (id, a) VALUES (CONCAT('x', @n), 5);
