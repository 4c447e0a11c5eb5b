INSERT INTO {t} VALUES (CONCAT('n', @n), 2.5, 'x');
UPDATE {t} SET v = CONCAT(v, 'w') WHERE k = 'one';
UPDATE {t} SET k = CONCAT('two', @n) WHERE v = 'y';
