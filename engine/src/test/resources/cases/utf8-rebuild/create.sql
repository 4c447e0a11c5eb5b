CREATE TABLE {t} (id INT AUTO_INCREMENT PRIMARY KEY, t VARCHAR(128) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci, m VARCHAR(128) CHARACTER SET utf8mb4) CHARACTER SET utf8mb3;
INSERT INTO {t} (t, m) VALUES ('átesting', 'Hello'), ('ádelete', '🍻😀'), ('€', '😂😁');
