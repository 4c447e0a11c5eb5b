INSERT INTO {t} (id, v) VALUES (@n + 0.0000000001, @n);
UPDATE {t} SET id = -id WHERE v = 3;
DELETE FROM {t} WHERE id = @n - 1 + 0.0000000001;
