INSERT INTO {t} VALUES (10 + @n, 'sixsix', 'b', @n);
UPDATE {t} SET v = v + 1 WHERE id = 1;
UPDATE {t} SET a = 'foofoo' WHERE id = 2 AND @n > 2;
