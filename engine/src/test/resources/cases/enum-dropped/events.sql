UPDATE {t} SET v = v + @n WHERE id = 2;
UPDATE {t} SET id = 20 + @n WHERE id = 1 OR id > 19;
