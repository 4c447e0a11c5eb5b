INSERT INTO {t} (i) VALUES (@n);
