INSERT INTO {t} (id, v) VALUES (CONCAT('ü', @n), 5);
UPDATE {t} SET v = v + 1 WHERE id = 'één';
UPDATE {t} SET id = IF(@n % 2, 'öh', 'äh') WHERE v = 30;
DELETE FROM {t} WHERE id = 'ü1';
