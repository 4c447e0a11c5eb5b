INSERT INTO {t} (id, j) VALUES (10 + @n, CONCAT('{"n": "', @n, '"}'));
UPDATE {t} SET j = '{"n": "ö"}' WHERE id = 1;
