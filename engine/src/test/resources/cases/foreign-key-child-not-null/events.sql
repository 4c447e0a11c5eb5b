INSERT INTO {t} VALUES (10 + @n, 3);
UPDATE {t} SET p = 2 WHERE id = 9 + @n;
DELETE FROM {t} WHERE id = 8 + @n;
