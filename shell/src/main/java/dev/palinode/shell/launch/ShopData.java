package dev.palinode.shell.launch;

import java.util.List;

/**
 * The statements that fill the demo's shop, always with the same rows. The server makes them itself, from its sequence
 * tables ({@code seq_1_to_9} holds the numbers from 1 to 9) and hashes of the row's number.
 */
final class ShopData {
    static final int CATEGORIES = 24;
    static final int PRODUCTS = 2_000;

    private ShopData() {}

    /**
     * One table's rows.
     *
     * @param rows how many numbers there are to make rows of
     * @param sql an INSERT with {@code %1$d} and {@code %2$d} for the first and the last number to take
     */
    record Step(long rows, String sql) {}

    /** All steps, in order, for so many orders. */
    static List<Step> steps(long orders) {
        long customers = customers(orders);
        return List.of(
                new Step(CATEGORIES, CATEGORY),
                new Step(PRODUCTS, PRODUCT.replace(":categories", String.valueOf(CATEGORIES))),
                new Step(customers, CUSTOMER),
                new Step(customers, ADDRESS),
                new Step(orders, ITEM.replace(":products", String.valueOf(PRODUCTS))),
                new Step(orders, ORDER.replace(":customers", String.valueOf(customers))),
                new Step(orders, PAYMENT));
    }

    /** A customer orders eight times. */
    static long customers(long orders) {
        return Math.max(1, orders / 8);
    }

    private static final String CATEGORY = """
            INSERT INTO category (id, parent_id, slug, name)
            SELECT seq, IF(seq <= 4, NULL, 1 + seq %% 4), CONCAT(LOWER(word), '-', seq), word
            FROM (SELECT seq, ELT(1 + seq %% 12, 'Books', 'Garden', 'Kitchen', 'Toys', 'Bikes', 'Music', 'Lamps',
                'Shoes', 'Tools', 'Games', 'Tea', 'Outdoor') AS word FROM seq_%1$d_to_%2$d) AS words""";

    private static final String PRODUCT = """
            INSERT INTO product (id, sku, category_id, name, description, attributes, price, stock, active, created_at)
            SELECT seq, CONCAT('P', LPAD(seq, 9, '0')), 1 + seq %% :categories,
                CONCAT(ELT(1 + CRC32(seq) %% 8, 'Blue', 'Small', 'Folding', 'Classic', 'Heavy', 'Café', 'Winter',
                    'Travel'), ' ', ELT(1 + CRC32(seq * 7) %% 8, 'lamp', 'teapot', 'bicycle', 'notebook', 'jacket',
                    'kettle', 'puzzle', 'rake'), ' ', seq),
                CONCAT('Number ', seq, ' in the catalogue. ', REPEAT('Well made and easy to repair. ', 1 + seq %% 5)),
                JSON_OBJECT('weight', CRC32(seq) %% 9000, 'colour', ELT(1 + seq %% 3, 'red', 'grün', 'blue')),
                (100 + CRC32(seq) %% 19900) / 100, CRC32(seq * 3) %% 500, seq %% 50 <> 0,
                TIMESTAMP('2023-01-01') + INTERVAL seq HOUR
            FROM seq_%1$d_to_%2$d""";

    private static final String CUSTOMER = """
            INSERT INTO customer (id, email, name, phone, marketing, created_at)
            SELECT seq, CONCAT(LOWER(first), '.', seq, '@example.com'), CONCAT(first, ' ', last),
                IF(seq %% 3 = 0, NULL, CONCAT('+49 30 ', LPAD(CRC32(seq) %% 10000000, 7, '0'))), seq %% 4 = 0,
                TIMESTAMP('2024-01-01') + INTERVAL seq * 7 MINUTE
            FROM (SELECT seq,
                ELT(1 + CRC32(seq) %% 12, 'Ada', 'Bruno', 'Chloe', 'Dmitri', 'Elif', 'Femi', 'Grace', 'Hugo', 'Ines',
                    'Jun', 'Kofi', 'Lena') AS first,
                ELT(1 + CRC32(seq * 5) %% 10, 'Silva', 'Meyer', 'Okafor', 'Tanaka', 'Ødegård', 'Novák', 'Rossi',
                    'García', 'Dubois', 'Lindqvist') AS last
                FROM seq_%1$d_to_%2$d) AS people""";

    private static final String ADDRESS = """
            INSERT INTO address (id, customer_id, street, postcode, city, country)
            SELECT seq, seq, CONCAT(ELT(1 + CRC32(seq) %% 5, 'Mill Lane', 'Rue du Port', 'Hauptstraße', 'Via Roma',
                'Station Road'), ' ', 1 + CRC32(seq * 11) %% 150), LPAD(CRC32(seq * 13) %% 100000, 5, '0'),
                ELT(1 + CRC32(seq) %% 5, 'Bristol', 'Nantes', 'Köln', 'Torino', 'Galway'),
                ELT(1 + CRC32(seq) %% 5, 'GB', 'FR', 'DE', 'IT', 'IE')
            FROM seq_%1$d_to_%2$d""";

    private static final String ITEM = """
            INSERT INTO order_item (order_id, position, product_id, quantity, unit_price)
            SELECT o, k, p.id, 1 + CRC32(o * 31 + k) %% 3, p.price
            FROM (SELECT a.seq AS o, b.seq AS k, 1 + CRC32(a.seq * 17 + b.seq) %% :products AS product
                FROM seq_%1$d_to_%2$d AS a JOIN seq_1_to_4 AS b ON b.seq <= 1 + CRC32(a.seq) %% 4) AS item
            JOIN product AS p ON p.id = item.product""";

    private static final String ORDER = """
            INSERT INTO orders (id, customer_id, status, total, currency, note, placed_at, updated_at)
            SELECT order_id, 1 + CRC32(order_id * 19) %% :customers,
                ELT(1 + CRC32(order_id * 23) %% 10, 'new', 'paid', 'paid', 'shipped', 'shipped', 'delivered',
                    'delivered', 'delivered', 'delivered', 'cancelled'),
                SUM(quantity * unit_price), ELT(1 + order_id %% 5, 'EUR', 'EUR', 'EUR', 'GBP', 'USD'),
                IF(order_id %% 20 = 0, 'Please ring twice', NULL), TIMESTAMP('2024-06-01') + INTERVAL order_id * 200 SECOND,
                TIMESTAMP('2024-06-01') + INTERVAL order_id * 200 + CRC32(order_id) %% 600000 SECOND
            FROM order_item WHERE order_id BETWEEN %1$d AND %2$d GROUP BY order_id""";

    private static final String PAYMENT = """
            INSERT INTO payment (order_id, method, amount, reference, paid_at)
            SELECT id, ELT(1 + CRC32(id * 29) %% 4, 'card', 'transfer', 'invoice', 'wallet'), total,
                CONCAT('R', LPAD(id, 15, '0')), placed_at + INTERVAL CRC32(id) %% 86400 SECOND
            FROM orders WHERE id BETWEEN %1$d AND %2$d AND status <> 'new'""";
}
