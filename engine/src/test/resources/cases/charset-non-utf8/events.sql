INSERT INTO {t} (t1, t2, t3) VALUES (CONCAT('ö', @n), 'ü ', 'ÿ');
UPDATE {t} SET t1 = CONCAT(t1, 'ß'), t3 = 'ñandú' WHERE id = 2;
DELETE FROM {t} WHERE id = 4;
