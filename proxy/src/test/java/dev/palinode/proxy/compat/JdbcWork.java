package dev.palinode.proxy.compat;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;

/** What any JDBC driver is used for: values of every type, batches, large and cut results, transactions, errors. */
final class JdbcWork {
    private static final String EVERYTHING = "CREATE TABLE everything (id BIGINT PRIMARY KEY AUTO_INCREMENT,"
            + " tiny TINYINT, flag BOOLEAN, small SMALLINT UNSIGNED, big BIGINT UNSIGNED, single FLOAT, num DOUBLE,"
            + " dec_ DECIMAL(30,10), bits BIT(12), day DATE, at DATETIME(6), stamp TIMESTAMP(3) NULL, clock TIME(6),"
            + " yr YEAR, word VARCHAR(50), text_ TEXT, raw VARBINARY(50), blob_ LONGBLOB,"
            + " one ENUM('a','b'), some SET('x','y','z'), doc JSON, UNIQUE KEY (word))";

    private static final String INSERT =
            "INSERT INTO everything (tiny,flag,small,big,single,num,dec_,bits,day,at,stamp,"
                    + "clock,yr,word,text_,raw,blob_,one,some,doc) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

    private static final int COLUMNS = 20;
    private static final int BATCH = 300;

    private final Connection connection;
    private final Transcript seen;

    JdbcWork(Connection connection, Transcript seen) {
        this.connection = connection;
        this.seen = seen;
    }

    void all() throws SQLException {
        run(EVERYTHING);
        run("CREATE TABLE numbers (n INT PRIMARY KEY, label VARCHAR(40))");
        types();
        batch();
        transactions();
        errors();
        seen.note("valid", connection.isValid(5));
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void types() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS)) {
            values(insert, "wörd 😀");
            seen.note("inserted", insert.executeUpdate());
            seen.rows("key", insert.getGeneratedKeys());
            for (int i = 1; i <= COLUMNS; i++) {
                insert.setNull(i, Types.VARCHAR);
            }
            seen.note("inserted", insert.executeUpdate());
        }
        // MySQL 9.7 refuses to convert some of these parameters beside long data, directly too.
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            values(insert, "long data");
            insert.setBinaryStream(17, new ByteArrayInputStream(new byte[1_500_000]), 1_500_000);
            seen.error("long data", () -> seen.note("inserted", insert.executeUpdate()));
            values(insert, "long data");
            seen.error("duplicate", insert::executeUpdate);
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT * FROM everything WHERE id >= ?")) {
            for (int from = 3; from >= 1; from--) {
                select.setInt(1, from);
                seen.rows("everything", select.executeQuery());
            }
        }
        try (Statement select = connection.createStatement()) {
            seen.rows("as text", select.executeQuery("SELECT * FROM everything /* ddl_strategy */ WHERE id < 3"));
        }
    }

    private static void values(PreparedStatement insert, String word) throws SQLException {
        insert.setByte(1, (byte) -7);
        insert.setBoolean(2, true);
        insert.setInt(3, 65_535);
        insert.setBigDecimal(4, new BigDecimal("18446744073709551615"));
        insert.setFloat(5, 1.5f);
        insert.setDouble(6, -2.25e100);
        insert.setBigDecimal(7, new BigDecimal("12345678901234567890.0123456789"));
        insert.setBytes(8, new byte[] {0x0A, (byte) 0xBC});
        insert.setObject(9, LocalDate.of(2026, 2, 28));
        insert.setObject(10, LocalDateTime.of(2026, 11, 21, 1, 2, 3, 456_789_000));
        insert.setObject(11, LocalDateTime.of(2026, 7, 1, 12, 0, 0, 123_000_000));
        insert.setObject(12, LocalTime.of(23, 59, 58));
        insert.setInt(13, 2026);
        insert.setString(14, word);
        insert.setString(15, "it's \\ \"quoted\"; SET @@ddl_strategy='vitess'");
        insert.setBytes(16, new byte[] {0, 1, -1, 39, 92});
        insert.setBytes(17, new byte[] {});
        insert.setString(18, "b");
        insert.setString(19, "x,z");
        insert.setString(20, "{\"a\": [1, 2.5, null, \"ü\"]}");
    }

    private void batch() throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO numbers VALUES (?, ?)")) {
            for (int i = 0; i < BATCH; i++) {
                insert.setInt(1, i);
                insert.setString(2, "label " + i);
                insert.addBatch();
            }
            seen.note("batch", insert.executeBatch());
        }
        try (Statement statement = connection.createStatement()) {
            statement.addBatch("UPDATE numbers SET label = 'x' WHERE n < 3");
            statement.addBatch("DELETE FROM numbers WHERE n = 299");
            statement.addBatch("UPDATE numbers SET label = 'x' WHERE n < 3");
            seen.note("mixed batch", statement.executeBatch());
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT n, label FROM numbers ORDER BY n")) {
            select.setFetchSize(50);
            seen.rows("fetched in parts", select.executeQuery());
            try (ResultSet cut = select.executeQuery()) {
                seen.note("one row of many", cut.next());
            }
            select.setMaxRows(5);
            seen.rows("at most five", select.executeQuery());
        }
    }

    private void transactions() throws SQLException {
        seen.note("isolation", connection.getTransactionIsolation());
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(false);
        run("INSERT INTO numbers VALUES (1000, 'kept')");
        Savepoint point = connection.setSavepoint("here");
        run("INSERT INTO numbers VALUES (1001, 'given up')");
        connection.rollback(point);
        connection.commit();
        run("INSERT INTO numbers VALUES (1002, 'given up')");
        connection.rollback();
        connection.setAutoCommit(true);
        connection.setReadOnly(true);
        seen.note("read only", connection.isReadOnly());
        connection.setReadOnly(false);
        seen.note("isolation", connection.getTransactionIsolation());
        try (Statement select = connection.createStatement()) {
            seen.rows("kept", select.executeQuery("SELECT * FROM numbers WHERE n >= 1000"));
        }
    }

    private void errors() throws SQLException {
        seen.error("syntax", () -> run("SELEC 1"));
        seen.error("no table", () -> run("SELECT * FROM nosuch"));
        seen.error("empty", () -> run("-- nothing"));
        seen.error("out of range", () -> run("INSERT INTO everything (tiny) VALUES (1000)"));
        seen.error("prepared syntax", () -> {
            try (PreparedStatement wrong = connection.prepareStatement("SELECT FROM WHERE ?")) {
                wrong.setInt(1, 1);
                wrong.executeQuery();
            }
        });
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS nosuch");
            seen.warnings("warning", statement.getWarnings());
            seen.rows("show warnings", statement.executeQuery("SHOW WARNINGS"));
        }
    }
}
