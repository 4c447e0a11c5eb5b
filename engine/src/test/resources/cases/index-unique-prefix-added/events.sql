INSERT INTO {t} VALUES (10 + @n, CONCAT('c', @n, 'xxxxx'));
UPDATE {t} SET a = 'tmp' WHERE id = 2;
UPDATE {t} SET a = 'bbb' WHERE id = 1;
UPDATE {t} SET a = 'aaaaa1' WHERE id = 2;
UPDATE {t} SET a = IF(id = 1, 'aaaaa1', a) WHERE id = 3;
