INSERT INTO {t} (id, g, p, l, y, mp, ml, my, c) SELECT id + 10 * @n, g, p, l, y, mp, ml, my, c FROM {t} WHERE id < 3;
UPDATE {t} SET p = ST_GeomFromText('POINT(3 4)', 4326), l = ST_GeomFromText('LINESTRING(5 5,6 6)', 4326) WHERE id = 1;
