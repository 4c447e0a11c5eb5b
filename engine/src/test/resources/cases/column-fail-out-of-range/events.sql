INSERT INTO {t} (a) VALUES (@n);
