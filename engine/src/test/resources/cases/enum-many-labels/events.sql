INSERT INTO {t} VALUES (10 + @n, 'l7', 's8,s9');
