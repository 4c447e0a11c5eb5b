INSERT INTO {t} (a, b, c, d, e, f) VALUES (CONCAT('€', @n), 'ÿ', 'q', 'þ', 'é', 'b');
UPDATE {t} SET b = 'ñ', d = REPEAT('ö', 300), e = 'é' WHERE id = 2;
