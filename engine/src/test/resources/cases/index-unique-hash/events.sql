INSERT INTO {t} (id, a) VALUES (10 + @n, REPEAT(@n, 5000));
UPDATE {t} SET a = 'yy' WHERE id = 1;
