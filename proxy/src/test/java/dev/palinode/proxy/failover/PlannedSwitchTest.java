package dev.palinode.proxy.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.ShardGate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The primary is changed in order, while clients work. */
final class PlannedSwitchTest {
    @OnEachCluster
    void writersNoticeNothing(TestServer.Flavour flavour) throws Exception {
        try (Stage stage = new Stage(flavour)) {
            stage.current()
                    .execute(
                            Stage.SCHEMA,
                            "CREATE TABLE ledger (writer INT, op INT, PRIMARY KEY (writer, op))",
                            "CREATE TABLE counter (writer INT PRIMARY KEY, n INT)");
            AtomicBoolean stop = new AtomicBoolean();
            List<Writer> writers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                writers.add(new Writer(stage, i, stop));
            }
            writers.forEach(Thread::start);
            Thread.sleep(1500);
            assertThat(stage.switchOver()).isEmpty();
            Thread.sleep(1500);
            stop.set(true);
            for (Writer writer : writers) {
                writer.join();
                assertThat(writer.errors).as("writer " + writer.number).isEmpty();
            }
            for (Writer writer : writers) {
                String found = stage.ask(1, "SELECT COUNT(*) FROM shop.ledger WHERE writer = " + writer.number);
                assertThat(found).isEqualTo(String.valueOf(writer.acknowledged));
                assertThat(stage.ask(1, "SELECT n FROM shop.counter WHERE writer = " + writer.number))
                        .isEqualTo(String.valueOf(writer.acknowledged));
            }
            assertThat(writers.stream().mapToInt(writer -> writer.afterwards).sum())
                    .isPositive();
            assertThat(stage.buffer().counts().requestsEvicted()).isZero();
            assertThat(stage.buffer().counts().requestsBuffered())
                    .isEqualTo(stage.buffer().counts().requestsDrained());
        }
    }

    /** Writes in autocommit or in transactions, each operation once, and knows which were acknowledged. */
    private static final class Writer extends Thread {
        final int number;
        final List<String> errors = new ArrayList<>();
        int acknowledged;
        int afterwards;
        private final Stage stage;
        private final AtomicBoolean stop;

        Writer(Stage stage, int number, AtomicBoolean stop) {
            this.stage = stage;
            this.number = number;
            this.stop = stop;
        }

        @Override
        public void run() {
            try (Connection connection = stage.client()) {
                Stage.run(connection, "INSERT INTO counter VALUES (" + number + ", 0)");
                while (!stop.get()) {
                    write(connection, acknowledged);
                    acknowledged++;
                    if (stage.isSwitched()) {
                        afterwards++;
                    }
                }
            } catch (SQLException e) {
                errors.add(e.getErrorCode() + " " + e.getSQLState() + " " + e.getMessage());
            }
        }

        private void write(Connection connection, int op) throws SQLException {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO ledger VALUES (?, ?)")) {
                insert.setInt(1, number);
                insert.setInt(2, op);
                insert.executeUpdate();
            }
            Stage.run(connection, "UPDATE counter SET n = n + 1 WHERE writer = " + number);
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    @OnEachCluster
    void whatASessionHasSetGoesWithIt(TestServer.Flavour flavour) throws Exception {
        try (Stage stage = new Stage(flavour);
                Connection client = stage.client()) {
            stage.current().execute(Stage.SCHEMA, "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v INT)");
            Stage.run(client, "SET NAMES latin1");
            Stage.run(
                    client,
                    "SET @@session.sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT'), sort_buffer_size = 123456");
            Stage.run(client, "SET @seven = 7");
            Stage.run(client, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
            Stage.run(client, "INSERT INTO t (v) VALUES (1), (2)");
            Stage.run(client, "INSERT INTO t (v) VALUES (3)");
            Stage.run(client, "SET autocommit = 0");
            String question = "SELECT CONCAT_WS(' ', @@character_set_client, @@sql_mode, @@sort_buffer_size, @seven,"
                    + " @@autocommit, LAST_INSERT_ID(), DATABASE(), @@port)";
            String before = Stage.ask(client, question);
            Stage.run(client, "ROLLBACK");
            stage.switchOver();
            String after = Stage.ask(client, question);
            String ports = " " + stage.server(0).address().port();
            assertThat(before).endsWith(ports).contains("PIPES_AS_CONCAT", " 3 shop");
            assertThat(after)
                    .isEqualTo(before.replace(
                            ports, " " + stage.server(1).address().port()));
        }
    }

    @OnEachCluster
    void whatCannotGoWithASessionEndsItWithOneError(TestServer.Flavour flavour) throws Exception {
        try (Stage stage = new Stage(flavour);
                Connection client = stage.client()) {
            Stage.run(client, "CREATE TEMPORARY TABLE tmp (id INT)");
            stage.switchOver();
            assertThatThrownBy(() -> Stage.run(client, "SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("temporary tables")
                    .satisfies(error ->
                            assertThat(((SQLException) error).getErrorCode()).isEqualTo(1053));
            assertThat(client.isValid(2)).isFalse();
        }
    }

    @OnEachCluster
    void aTransactionThatDoesNotEndIsNamedAndRolledBack(TestServer.Flavour flavour) throws Exception {
        try (Stage stage = new Stage(flavour);
                Connection client = stage.client()) {
            stage.current().execute(Stage.SCHEMA, "CREATE TABLE t (id INT PRIMARY KEY)");
            client.setAutoCommit(false);
            Stage.run(client, "DELETE FROM t WHERE id = 5");
            try (ShardGate.Hold hold = stage.buffer().hold(Duration.ofMillis(500))) {
                assertThat(hold.blockers()).singleElement().asString().contains("client session");
                stage.await();
                stage.promote();
                stage.tell(1);
            }
            assertThatThrownBy(() -> Stage.run(client, "INSERT INTO t VALUES (1)"))
                    .isInstanceOf(SQLException.class)
                    .satisfies(error ->
                            assertThat(((SQLException) error).getErrorCode()).isEqualTo(1213));
            client.rollback();
            Stage.run(client, "INSERT INTO t VALUES (2)");
            client.commit();
            assertThat(stage.ask(1, "SELECT GROUP_CONCAT(id) FROM shop.t")).isEqualTo("2");
        }
    }
}
