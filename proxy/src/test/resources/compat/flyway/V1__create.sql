CREATE TABLE flyway_item (
    id INT PRIMARY KEY AUTO_INCREMENT,
    name VARCHAR(50) NOT NULL COMMENT 'what; it is called'
);
INSERT INTO flyway_item (name) VALUES ('one'), ('two; three');
