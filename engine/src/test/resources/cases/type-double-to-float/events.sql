INSERT INTO {t} VALUES (10 + @n, 0.5, 0.25, 0.125, @n);
UPDATE {t} SET v = v + 1 WHERE id = 1;
UPDATE {t} SET a = @n / 4 WHERE id = 2;
