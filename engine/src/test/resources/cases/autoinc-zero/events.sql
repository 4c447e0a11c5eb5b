SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
UPDATE {t} SET i = i + 1 WHERE id = 0;
INSERT INTO {t} (id, i) VALUES (NULL, @n);
UPDATE {t} SET id = -6 WHERE id = -5;
UPDATE {t} SET id = -5 WHERE id = -6;
