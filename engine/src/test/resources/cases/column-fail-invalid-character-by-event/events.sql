INSERT INTO {t} VALUES (10 + @n, IF(@n = 3, '日本', 'é'));
