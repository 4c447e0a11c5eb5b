REPLACE INTO {t} (id, info, b) VALUES (X'12ffffffffffffffffffffffffffff00', CONCAT('third ', @n), 0x0000);
UPDATE {t} SET info = 'updated', b = 0x610000 WHERE id = X'11110000000000000000000000000000';
DELETE FROM {t} WHERE id = X'33000000000000000000000000000000';
INSERT INTO {t} (id, info) VALUES (UNHEX(RPAD(HEX(@n), 32, '0')), 'x');
