INSERT INTO {t} VALUES (10 + @n, CONCAT('words of round ', @n), 'more');
UPDATE {t} SET a = CONCAT(a, ' again') WHERE id = 1;
DELETE FROM {t} WHERE id = 9 + @n;
