-- The demo's shop. Rows refer to each other by plain columns without FOREIGN KEY: a foreign key refers to a table by
-- its name, so it would have to move along when an online migration puts another table in that table's place, and
-- that cannot be done without a moment in which it is not checked.

CREATE TABLE category (
  id SMALLINT UNSIGNED NOT NULL AUTO_INCREMENT,
  parent_id SMALLINT UNSIGNED NULL,
  slug VARCHAR(64) NOT NULL,
  name VARCHAR(100) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY slug (slug)
);

CREATE TABLE product (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  sku CHAR(10) NOT NULL,
  category_id SMALLINT UNSIGNED NOT NULL,
  name VARCHAR(150) NOT NULL,
  description TEXT NULL,
  attributes JSON NULL,
  price DECIMAL(10,2) NOT NULL,
  stock INT NOT NULL DEFAULT 0,
  active BOOLEAN NOT NULL DEFAULT TRUE,
  created_at DATETIME NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY sku (sku),
  KEY category (category_id)
);

CREATE TABLE customer (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  email VARCHAR(190) NOT NULL,
  name VARCHAR(120) NOT NULL,
  phone VARCHAR(32) NULL,
  marketing BOOLEAN NOT NULL DEFAULT FALSE,
  created_at DATETIME NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY email (email)
);

CREATE TABLE address (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  customer_id INT UNSIGNED NOT NULL,
  street VARCHAR(150) NOT NULL,
  postcode VARCHAR(12) NOT NULL,
  city VARCHAR(80) NOT NULL,
  country CHAR(2) NOT NULL,
  PRIMARY KEY (id),
  KEY customer (customer_id)
);

CREATE TABLE orders (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  customer_id INT UNSIGNED NOT NULL,
  status ENUM('new','paid','shipped','delivered','cancelled') NOT NULL DEFAULT 'new',
  total DECIMAL(12,2) NOT NULL,
  currency CHAR(3) NOT NULL DEFAULT 'EUR',
  note VARCHAR(200) NULL,
  placed_at DATETIME(3) NOT NULL,
  updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  PRIMARY KEY (id),
  KEY customer (customer_id),
  KEY status_placed (status, placed_at)
);

CREATE TABLE order_item (
  order_id BIGINT UNSIGNED NOT NULL,
  position TINYINT UNSIGNED NOT NULL,
  product_id INT UNSIGNED NOT NULL,
  quantity SMALLINT UNSIGNED NOT NULL,
  unit_price DECIMAL(10,2) NOT NULL,
  PRIMARY KEY (order_id, position),
  KEY product (product_id)
);

CREATE TABLE payment (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  order_id BIGINT UNSIGNED NOT NULL,
  method ENUM('card','transfer','invoice','wallet') NOT NULL,
  amount DECIMAL(12,2) NOT NULL,
  reference CHAR(16) NOT NULL,
  paid_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY reference (reference),
  KEY order_id (order_id)
);
