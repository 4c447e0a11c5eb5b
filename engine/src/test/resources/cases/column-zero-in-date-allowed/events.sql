UPDATE {t} SET a = a + 1;
INSERT INTO {t} (id, a) VALUES (10 + @n, @n);
