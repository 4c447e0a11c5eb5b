INSERT INTO {t} (a, b, c, d, e, f) VALUES (CONCAT('€', @n), 'ÿ', 'q', 'þ', 'e', 'b');
UPDATE {t} SET b = 'ñ', d = REPEAT('ö', 300), e = 'e' WHERE id = 2;
