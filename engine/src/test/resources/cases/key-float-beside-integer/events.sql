INSERT INTO {t} (f, id, v) VALUES (@n / 3, 10 + @n, @n);
UPDATE {t} SET f = f / 3 WHERE id = 1;
UPDATE {t} SET id = id + 100 WHERE id = 10 + @n;
