UPDATE {t} SET i = i + 1 WHERE id = 3;
INSERT INTO {t} (i) SELECT @n FROM DUAL WHERE @n = 4;
