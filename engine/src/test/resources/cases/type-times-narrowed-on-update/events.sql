UPDATE {t} SET v = v + 1, a = a, c = c WHERE id = 1;
UPDATE {t} SET v = v + 1, a = a, c = '2023-01-01' WHERE id = 2;
