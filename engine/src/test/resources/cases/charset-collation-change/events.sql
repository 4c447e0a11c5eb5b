INSERT INTO {t} VALUES (10 + @n, CONCAT('Round', @n));
UPDATE {t} SET a = 'A' WHERE id = 1;
