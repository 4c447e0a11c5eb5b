INSERT INTO {t} (id, `select`, `a b`, `x``y`, `ключ`) VALUES (10 + @n, @n, 2, 3, 4);
UPDATE {t} SET `x``y` = 5, `ключ` = 6 WHERE id = 1;
