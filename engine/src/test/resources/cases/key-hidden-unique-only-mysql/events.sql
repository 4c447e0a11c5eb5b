INSERT INTO {t} (f, c, v) VALUES (10 + @n, 100 + @n, 1000 + @n);
UPDATE {t} SET v = v + 1 WHERE c = 10;
DELETE FROM {t} WHERE c = 99 + @n;
