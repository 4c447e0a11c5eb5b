INSERT INTO {t} VALUES (10 + @n, 'blue', 'b');
UPDATE {t} SET e = 'blue' WHERE id = 1;
