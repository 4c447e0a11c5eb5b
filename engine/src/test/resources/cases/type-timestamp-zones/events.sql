SET time_zone = '-11:30';
INSERT INTO {t} (id, a, b) VALUES (10 + @n, NOW(), NOW());
SET time_zone = '+13:00';
INSERT INTO {t} (id, a, b) VALUES (20 + @n, NOW(), NOW());
UPDATE {t} SET a = '2020-10-25 02:30:00', b = a WHERE id = 1;
