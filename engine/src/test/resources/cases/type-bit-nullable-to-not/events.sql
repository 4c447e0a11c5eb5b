INSERT INTO {t} VALUES (10 + @n, b'1');
UPDATE {t} SET a = a ^ 1 WHERE id < 3;
