INSERT INTO {t} VALUES (10 + @n, 0, 2000 + @n);
UPDATE {t} SET a = 2001, b = 1999 WHERE id = 1;
