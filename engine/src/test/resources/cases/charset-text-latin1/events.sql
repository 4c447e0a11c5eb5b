INSERT INTO {t} VALUES (10 + @n, CONCAT('átesting-bnull', @n)), (20 + @n, NULL);
UPDATE {t} SET t = CONCAT('ü€', t) WHERE id IN (1, 9 + @n);
DELETE FROM {t} WHERE id = 18 + @n;
