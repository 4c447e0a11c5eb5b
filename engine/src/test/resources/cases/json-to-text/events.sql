INSERT INTO {t} VALUES (10 + @n, CONCAT('[', @n, ']'));
UPDATE {t} SET a = '{"x":   "y"}' WHERE id = 3;
