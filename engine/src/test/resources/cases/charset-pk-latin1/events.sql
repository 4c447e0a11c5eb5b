INSERT INTO {t} (id, v) VALUES (CONCAT('ü', @n), 5);
UPDATE {t} SET v = v + 1 WHERE id = 'één';
UPDATE {t} SET id = 'éen' WHERE id = 'é';
DELETE FROM {t} WHERE id = 'ü1';
