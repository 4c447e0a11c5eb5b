INSERT INTO {t} VALUES (CONCAT('c', @n, ' '), 10 + @n);
UPDATE {t} SET v = v + 100 WHERE id = 'a ';
DELETE FROM {t} WHERE v = 9 + @n;
