INSERT INTO {t} VALUES (10 + @n, 'dEf'), (20 + @n, 'g');
UPDATE {t} SET code = UPPER(code) WHERE id = 2;
DELETE FROM {t} WHERE code = 'dEf' AND id = 9 + @n;
