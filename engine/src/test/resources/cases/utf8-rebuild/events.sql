INSERT INTO {t} (t, m) VALUES ('novo proprietário', '🏆'), ('usuário', '😂😄');
UPDATE {t} SET m = '🍻x' WHERE t = 'átesting';
DELETE FROM {t} WHERE t = 'ádelete';
