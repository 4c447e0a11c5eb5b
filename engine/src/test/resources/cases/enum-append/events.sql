INSERT INTO {t} VALUES (10 + @n, 'green');
UPDATE {t} SET e = IF(e = 'red', 'green', 'red') WHERE id < 3;
