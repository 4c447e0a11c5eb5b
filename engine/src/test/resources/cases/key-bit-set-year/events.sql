INSERT INTO {t} (b, s, y, v) VALUES (@n, 'a,b', 2000, @n);
UPDATE {t} SET v = v + 1 WHERE b = 511;
UPDATE {t} SET s = 'a,b,c', y = 2001 WHERE b = 92;
DELETE FROM {t} WHERE b = @n - 1;
