INSERT INTO {t} (id, p) VALUES (10 + @n, ST_GeomFromText(CONCAT('POINT(1 ', @n, ')'), 4326));
UPDATE {t} SET p = ST_GeomFromText('POINT(3 4)', 4326) WHERE id = 1;
