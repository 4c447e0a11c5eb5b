INSERT INTO {t} (t, tutf8, tutf8mb4, tg, tu, ts, tb) VALUES ('ÿ', '€', '🍻', '汉字\\', '☃', '表\\''', 0xc3);
UPDATE {t} SET t = 'testátest-binlog', tg = '字', tb = 0x5c WHERE id = 1;
