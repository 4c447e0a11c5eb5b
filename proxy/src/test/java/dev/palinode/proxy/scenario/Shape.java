package dev.palinode.proxy.scenario;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A kind of table that {@link Traffic} writes to.
 *
 * @param create the CREATE TABLE of {@code t}
 * @param columns its columns in order
 * @param keys how many of them, from the first, are the key, whose values depend on the row's number only
 * @param updated the columns that an UPDATE changes
 * @param unique the column with a unique value that rows give to each other; empty for none
 * @param deadlocks whether its writers lock gaps of a unique index against each other, without any migration as well
 * @param rows makes the values of a row; that of the unique column is replaced
 */
record Shape(
        String create,
        List<String> columns,
        int keys,
        List<String> updated,
        String unique,
        boolean deadlocks,
        Rows rows) {
    /** Makes the values of the row with that number. */
    @FunctionalInterface
    interface Rows {
        List<Object> make(long number, RandomGenerator random);
    }

    private static String word(RandomGenerator random) {
        return Long.toString(random.nextLong(), 36) + "é€😀".substring(0, random.nextInt(3));
    }

    /** An integer key. */
    static Shape plain() {
        return new Shape(
                "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, v VARCHAR(40), n INT NOT NULL, extra INT DEFAULT 3,"
                        + " KEY (n)) CHARSET utf8mb4",
                List.of("id", "v", "n"),
                1,
                List.of("v", "n"),
                "",
                false,
                (number, random) -> List.of(number, word(random), random.nextInt(1_000_000)));
    }

    /**
     * The same for a test that makes {@code n} a part of the primary key, and {@code id} a unique key beside it. Every
     * change of {@code n} is a new row there, with the {@code id} of a row that is only marked as deleted.
     */
    static Shape keyThatChanges() {
        Shape plain = plain();
        return new Shape(plain.create, plain.columns, plain.keys, plain.updated, plain.unique, true, plain.rows);
    }

    /** Its column {@code note} is never named by a writer. */
    static Shape renamed() {
        return new Shape(
                "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, note VARCHAR(40), n INT NOT NULL) CHARSET utf8mb4",
                List.of("id", "note", "n"),
                1,
                List.of("n"),
                "",
                false,
                (number, random) -> List.of(number, word(random), random.nextInt(1_000_000)));
    }

    /** A key of text that the server, and not Java, knows how to order. */
    static Shape textKey() {
        return new Shape(
                "CREATE TABLE t (k VARCHAR(30) NOT NULL PRIMARY KEY, v VARCHAR(40), n INT NOT NULL)"
                        + " CHARSET utf8mb4 COLLATE utf8mb4_general_ci",
                List.of("k", "v", "n"),
                1,
                List.of("v", "n"),
                "",
                false,
                (number, random) -> List.of(text(number), word(random), random.nextInt(1_000_000)));
    }

    /** Spread over the order, with letters that a collation treats in its own way. */
    private static String text(long number) {
        return "aÄbZzé_ß%'".charAt((int) (number * 7 % 10)) + " " + number;
    }

    /** A key of an integer and a text. */
    static Shape compositeKey() {
        return new Shape(
                "CREATE TABLE t (a INT NOT NULL, b VARCHAR(20) NOT NULL, v VARCHAR(40), n INT NOT NULL,"
                        + " PRIMARY KEY (a, b)) CHARSET utf8mb4",
                List.of("a", "b", "v", "n"),
                2,
                List.of("v", "n"),
                "",
                false,
                (number, random) -> List.of(number % 17, text(number), word(random), random.nextInt(1_000_000)));
    }

    /** A second unique key, whose values go from row to row. */
    static Shape handedOn() {
        return new Shape(
                "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, u INT, v VARCHAR(40), UNIQUE KEY u (u)) CHARSET utf8mb4",
                List.of("id", "u", "v"),
                1,
                List.of("v"),
                "u",
                true,
                (number, random) -> List.of(number, 0, word(random)));
    }
}
