INSERT INTO {t} (id, a) VALUES (10 + @n, CONCAT('words of round ', @n));
DELETE FROM {t} WHERE id = 2;
