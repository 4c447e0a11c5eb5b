INSERT INTO {t} (id, neg, num, txt, maybe) VALUES (20 + @n, -20 - @n, @n, CONCAT('n', @n), NULL), (40 + @n, -40 - @n, @n, CONCAT('m', @n), 40 + @n);
UPDATE {t} SET updates = updates + 1, num = num + 1 WHERE id IN (1, 5, 9);
UPDATE {t} SET id = id + 200, neg = neg - 200, txt = CONCAT(txt, '+'), maybe = NULL WHERE id = 20 + @n;
UPDATE {t} SET id = 1000 - id, neg = neg + 1000, txt = UPPER(txt) WHERE id IN (2, 998);
DELETE FROM {t} WHERE id = 39 + @n;
DELETE FROM {t} WHERE id = 3;
INSERT INTO {t} (id, neg, num, txt) VALUES (3, 3 + @n, 3, 'drei');
