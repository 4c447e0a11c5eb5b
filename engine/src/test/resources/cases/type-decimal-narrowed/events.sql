INSERT INTO {t} VALUES (10 + @n, IF(@n < 4, 2.7182, 2.71), IF(@n < 4, 0.001, 3), @n);
UPDATE {t} SET v = v + 1 WHERE id = 1;
UPDATE {t} SET p = 3 + @n WHERE id = 4;
DELETE FROM {t} WHERE id = 5;
