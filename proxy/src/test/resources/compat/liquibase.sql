--liquibase formatted sql

--changeset compat:1
CREATE TABLE liquibase_item (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50) NOT NULL);
INSERT INTO liquibase_item (name) VALUES ('one'), ('two');
--rollback DROP TABLE liquibase_item;

--changeset compat:2
ALTER TABLE liquibase_item ADD COLUMN price DECIMAL(10, 2) NOT NULL DEFAULT 1.5;
--rollback ALTER TABLE liquibase_item DROP COLUMN price;

--changeset compat:3
ALTER TABLE liquibase_item ADD COLUMN note VARCHAR(20) NOT NULL DEFAULT 'none';
--rollback ALTER TABLE liquibase_item DROP COLUMN note;
