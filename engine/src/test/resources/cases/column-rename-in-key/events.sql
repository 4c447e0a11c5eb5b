INSERT INTO {t} VALUES (10 + @n, @n);
UPDATE {t} SET c1 = c1 + 1;
