INSERT INTO {t} VALUES (10 + @n, 1);
UPDATE {t} SET a = 2 WHERE id = 1;
