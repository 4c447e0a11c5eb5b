INSERT INTO {t} (i, color) VALUES (@n, 'new');
UPDATE {t} SET color = CONCAT(color, '+') WHERE i = 11;
DELETE FROM {t} WHERE i = @n - 1;
