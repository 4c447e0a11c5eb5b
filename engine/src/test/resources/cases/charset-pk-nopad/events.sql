UPDATE {t} SET v = v + 1 WHERE id = 'bob ';
DELETE FROM {t} WHERE id = 'bob';
INSERT INTO {t} (id, v) VALUES ('bob', @n), (CONCAT(' ', @n), 1);
