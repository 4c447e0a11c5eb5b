INSERT INTO {t} (a, b) VALUES (@n, @n);
UPDATE {t} SET b = 7 WHERE a = 1;
