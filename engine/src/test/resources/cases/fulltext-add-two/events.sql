INSERT INTO {t} (id, a, b) VALUES (10 + @n, CONCAT('words of round ', @n), 'more');
UPDATE {t} SET a = CONCAT(a, ' again') WHERE id = 1;
