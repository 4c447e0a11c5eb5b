package dev.palinode.proxy.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.proxy.gate.shard.BufferOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** The primary is lost without warning, while clients work. */
final class LostPrimaryTest {
    /** What was rolled back for certain, and what nobody knows of. */
    private static final Set<Integer> ONE_ERROR = Set.of(1213, 1053);

    @OnEachCluster
    void eachInterruptedTransactionIsOneErrorAndNothingElseIs(TestServer.Flavour flavour) throws Exception {
        try (Stage stage = new Stage(flavour)) {
            stage.current().execute(Stage.SCHEMA, "CREATE TABLE ledger (writer INT, op INT, PRIMARY KEY (writer, op))");
            AtomicBoolean stop = new AtomicBoolean();
            List<Writer> writers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                writers.add(new Writer(stage, i, stop));
            }
            writers.forEach(Thread::start);
            Thread.sleep(1500);
            stage.cluster().kill(0);
            Thread.sleep(1000);
            Set<String> had = stage.rows(1);
            stage.promote();
            stage.tell(1);
            Thread.sleep(2000);
            stop.set(true);
            for (Writer writer : writers) {
                writer.join();
                assertThat(writer.errors)
                        .as("errors of writer " + writer.number)
                        .hasSizeLessThanOrEqualTo(1);
                assertThat(ONE_ERROR).containsAll(writer.errors);
                assertThat(writer.broken).isEmpty();
                assertThat(writer.afterwards)
                        .as("later writes of writer " + writer.number)
                        .isPositive();
            }
            Set<String> found = stage.rows(1);
            Set<String> tried =
                    writers.stream().flatMap(writer -> writer.tried.stream()).collect(Collectors.toSet());
            assertThat(found).containsAll(had);
            assertThat(tried).containsAll(found);
            // What was acknowledged and had not come to the replica is lost with the server; nothing that came later
            // is.
            Set<String> late =
                    writers.stream().flatMap(writer -> writer.late.stream()).collect(Collectors.toSet());
            assertThat(found).containsAll(late);
        }
    }

    /** Writes each row once, in autocommit or in a transaction; goes on after an error. */
    private static final class Writer extends Thread {
        final int number;
        final List<Integer> errors = new ArrayList<>();
        final List<String> broken = new ArrayList<>();
        final List<String> tried = new ArrayList<>();
        final List<String> acknowledged = new ArrayList<>();
        final List<String> late = new ArrayList<>();
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
                for (int op = 0; !stop.get(); op++) {
                    boolean switched = stage.isSwitched();
                    write(connection, op);
                    if (switched) {
                        afterwards++;
                        late.add(acknowledged.get(acknowledged.size() - 1));
                    }
                }
            } catch (SQLException e) {
                broken.add(String.valueOf(e));
            }
        }

        private void write(Connection connection, int op) throws SQLException {
            boolean inTransaction = number % 2 == 0;
            String row = number + "," + op;
            tried.add(row);
            try {
                if (inTransaction) {
                    Stage.run(connection, "BEGIN");
                }
                Stage.run(connection, "INSERT INTO ledger VALUES (" + row + ")");
                if (inTransaction) {
                    Stage.run(connection, "COMMIT");
                }
                acknowledged.add(row);
            } catch (SQLException e) {
                errors.add(e.getErrorCode());
                Stage.run(connection, "ROLLBACK");
                write(connection, op + 1_000_000);
            }
        }
    }

    @OnEachCluster
    void idleSessionsAndLogInsGoToTheNewPrimary(TestServer.Flavour flavour) throws Exception {
        try (Stage stage = new Stage(flavour);
                Connection idle = stage.client();
                Connection open = stage.client()) {
            stage.current().execute(Stage.SCHEMA, "CREATE TABLE t (id INT PRIMARY KEY)");
            Stage.run(open, "BEGIN");
            Stage.run(open, "INSERT INTO t VALUES (1)");
            stage.await();
            stage.cluster().kill(0);
            Thread promoter = new Thread(() -> {
                try {
                    Thread.sleep(1500);
                    stage.promote();
                    stage.tell(1);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            promoter.start();
            try (Connection fresh = stage.client()) {
                Stage.run(fresh, "INSERT INTO t VALUES (2)");
            }
            Stage.run(idle, "INSERT INTO t VALUES (3)");
            assertThatThrownBy(() -> Stage.run(open, "INSERT INTO t VALUES (4)"))
                    .satisfies(error ->
                            assertThat(((SQLException) error).getErrorCode()).isEqualTo(1213));
            Stage.run(open, "ROLLBACK");
            Stage.run(open, "INSERT INTO t VALUES (5)");
            promoter.join();
            assertThat(stage.ask(1, "SELECT GROUP_CONCAT(id ORDER BY id) FROM shop.t"))
                    .isEqualTo("2,3,5");
        }
    }

    @OnEachCluster
    void theSamePrimaryBackAgainIsAPrimary(TestServer.Flavour flavour) throws Exception {
        try (Stage stage = new Stage(flavour);
                Connection client = stage.client()) {
            stage.current().execute(Stage.SCHEMA, "CREATE TABLE t (id INT PRIMARY KEY)");
            stage.cluster().kill(0);
            Thread starter = new Thread(() -> {
                try {
                    Thread.sleep(500);
                    stage.cluster().start(0);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            starter.start();
            Stage.run(client, "INSERT INTO t VALUES (1)");
            starter.join();
            assertThat(Stage.ask(client, "SELECT COUNT(*) FROM t")).isEqualTo("1");
        }
    }

    @OnEachCluster
    void aStatementThatADemotedServerRefusesIsDoneByTheNewPrimary(TestServer.Flavour flavour) throws Exception {
        try (Stage stage = new Stage(flavour);
                Connection client = stage.client()) {
            stage.current().execute(Stage.SCHEMA, "CREATE TABLE t (id INT PRIMARY KEY)");
            stage.readOnly(0, true);
            Thread promoter = new Thread(() -> {
                try {
                    Thread.sleep(700);
                    stage.await();
                    stage.promote();
                    stage.tell(1);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            promoter.start();
            Stage.run(client, "INSERT INTO t VALUES (1)");
            promoter.join();
            assertThat(stage.ask(1, "SELECT COUNT(*) FROM shop.t")).isEqualTo("1");
        }
    }

    @OnEachCluster
    void whoWaitsTooLongIsToldSoAndCanGoOn(TestServer.Flavour flavour) throws Exception {
        try (Stage stage = new Stage(flavour, BufferOptions.defaults().withWindow(Duration.ofMillis(700)));
                Connection client = stage.client()) {
            stage.current().execute(Stage.SCHEMA, "CREATE TABLE t (id INT PRIMARY KEY)");
            stage.await();
            stage.cluster().kill(0);
            assertThatThrownBy(() -> Stage.run(client, "INSERT INTO t VALUES (1)"))
                    .satisfies(error ->
                            assertThat(((SQLException) error).getErrorCode()).isEqualTo(1205));
            stage.promote();
            stage.tell(1);
            Stage.run(client, "INSERT INTO t VALUES (1)");
            assertThat(stage.buffer().counts().requestsEvicted()).isOne();
        }
    }
}
