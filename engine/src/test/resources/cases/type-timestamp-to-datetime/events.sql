SET time_zone = '+04:00';
INSERT INTO {t} (id, a, b) VALUES (10 + @n, '2021-01-01', '2021-01-01');
UPDATE {t} SET a = '2020-10-25 02:30:00', b = '2022-01-01' WHERE id = 1;
