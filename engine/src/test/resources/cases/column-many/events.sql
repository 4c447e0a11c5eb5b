INSERT INTO {t} (id, c1, c200, c255) VALUES (10 + @n, 1, @n, 3);
UPDATE {t} SET c254 = c255, c255 = NULL WHERE id = 1;
