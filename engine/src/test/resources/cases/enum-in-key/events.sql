INSERT INTO {t} VALUES ('b', 10 + @n, 3);
UPDATE {t} SET e = IF(e = 'a', 'zz', 'a'), i = i + 1 WHERE v = 2;
DELETE FROM {t} WHERE e = 'b' AND i = 9 + @n;
