UPDATE {t} SET id = LOWER(id), v = v + 1 WHERE id = 'ANNA';
UPDATE {t} SET id = 'bob' WHERE id = 'bob';
UPDATE {t} SET id = 'émile ' WHERE id = 'emile';
DELETE FROM {t} WHERE id = 'new';
INSERT INTO {t} (id, v) VALUES (IF(@n % 2, 'New', 'nEW '), @n);
