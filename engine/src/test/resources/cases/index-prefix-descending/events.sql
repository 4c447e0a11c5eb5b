INSERT INTO {t} VALUES (10 + @n, CONCAT('c', @n), 'y');
UPDATE {t} SET a = 'zz', id = id + 100 WHERE id = 1;
UPDATE {t} SET a = 'yy', id = id - 100 WHERE id = 101;
