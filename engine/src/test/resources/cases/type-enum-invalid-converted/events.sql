SET sql_mode = '';
INSERT INTO {t} (id, e) VALUES (10 + @n, 'wrong');
