INSERT INTO {t} (id, b, c, d, e) VALUES (3000000000 + @n, 65534, 16777214, 254, 18446744073709551614);
UPDATE {t} SET b = b - 1, c = c - 1, d = d - 1, e = e - 1;
