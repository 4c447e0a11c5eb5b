INSERT INTO {t} (k, v) VALUES (10 + @n, @n);
DELETE FROM {t} WHERE k = 10 + @n - 1;
