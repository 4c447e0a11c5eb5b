INSERT INTO {t} (id, v) VALUES (CONCAT('文', @n), 5);
UPDATE {t} SET v = v + 1 WHERE id = '中';
DELETE FROM {t} WHERE id = '縗';
