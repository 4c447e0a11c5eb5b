UPDATE {t} SET a = -1, b = NULL WHERE id = 1;
UPDATE {t} SET a = 1, b = 1 WHERE id = 2;
UPDATE {t} SET a = 2, b = 2 WHERE id = 1;
UPDATE {t} SET id = -1 WHERE id = 3;
UPDATE {t} SET id = 3 WHERE id = -1;
DELETE FROM {t} WHERE a = 1;
INSERT INTO {t} VALUES (2, 1, 1);
UPDATE {t} SET a = a + 100 ORDER BY a DESC;
UPDATE {t} SET a = a - 100 ORDER BY a;
