INSERT INTO {t} VALUES (10 + @n, 100 + @n, 1000 + @n);
UPDATE {t} SET c = c + 1 WHERE a = 1;
UPDATE {t} SET a = 20 + @n WHERE b = 20;
DELETE FROM {t} WHERE a = 9 + @n;
