-- the price
ALTER TABLE flyway_item ADD COLUMN price DECIMAL(10, 2) NOT NULL DEFAULT 1.5;
