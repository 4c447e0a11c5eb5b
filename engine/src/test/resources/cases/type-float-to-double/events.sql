INSERT INTO {t} (id, a, b) VALUES (10 + @n, @n / 7, @n / 3);
UPDATE {t} SET a = a / 3, b = b / 3 WHERE id < 3;
