INSERT INTO {t} VALUES (10 + @n, 'green', 'z');
UPDATE {t} SET e = 'blue', s = 'x,z' WHERE id = 1;
