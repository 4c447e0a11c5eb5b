INSERT INTO {t} (id, v) VALUES (CONCAT('ü', @n), 5);
UPDATE {t} SET v = v + 1 WHERE id = 'een';
UPDATE {t} SET id = CONCAT('ñ', @n), v = 33 WHERE v = 3;
DELETE FROM {t} WHERE id = 'ü1';
