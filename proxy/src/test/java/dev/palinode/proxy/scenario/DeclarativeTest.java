package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.List;

/** A table is declared, again and in other words: it is made, left alone, or altered online, and all that is taken back. */
class DeclarativeTest {
    private static final String DECLARATIVE = "SET @@ddl_strategy = 'vitess --declarative'";
    private static final String FIRST =
            "CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL DEFAULT '', KEY n (name))";
    private static final String SECOND =
            "CREATE TABLE t (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, age INT,"
                    + " name VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',"
                    + " KEY by_name (name), CONSTRAINT aged CHECK (age >= 0)) COMMENT = 'second'";

    @OnEachServer
    void tablesAreMadeLeftAloneAndAlteredAsDeclared(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            client.run(DECLARATIVE);
            client.complete(FIRST);
            client.run("INSERT INTO t (name) VALUES ('a'), ('b')");

            String same =
                    client.complete("/* again */ create table `t` (id int auto_increment, name varchar(20) not null"
                            + " default '', primary key (id), index n (name))");
            assertThat(client.show(same)).containsEntry("message", "no change").containsEntry("artifacts", "");
            assertThat(room.rows("SELECT * FROM t")).containsExactly("1|a", "2|b");

            String altered = client.complete(SECOND);
            assertThat(client.show(altered)).containsEntry("ddl_action", "alter");
            assertThat(client.show(altered).get("message"))
                    .startsWith("ALTER TABLE `t`")
                    .contains("ADD COLUMN `age` int", "RENAME KEY `n` TO `by_name`");
            assertThat(client.show(altered).get("migration_statement")).startsWith("CREATE TABLE");
            assertThat(room.rows("SELECT * FROM t")).containsExactly("1|null|a", "2|null|b");
            client.run("INSERT INTO t (age, name) VALUES (3, 'c')");
            assertThat(client.show(client.complete(SECOND + " ")).get("message"))
                    .as(() -> "applying twice is no change")
                    .isEqualTo("no change");

            client.complete(FIRST);
            assertThat(room.rows("SELECT * FROM t")).containsExactly("1|a", "2|b", "3|c");
            assertThat(client.show(client.complete(FIRST)).get("message")).isEqualTo("no change");
        }
    }

    @OnEachServer
    void whatWasDeclaredIsTakenBack(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            client.run(DECLARATIVE);
            client.revert(client.complete(FIRST));
            assertThat(tables(room)).isEmpty();
            client.complete(FIRST);
            client.run("INSERT INTO t (name) VALUES ('a')");
            String altered = client.complete(SECOND);
            client.run("INSERT INTO t (age, name) VALUES (3, 'b')");
            String reverted = client.revert(altered);
            assertThat(room.rows("SELECT * FROM t")).containsExactly("1|a", "2|b");
            client.revert(reverted);
            assertThat(room.rows("SELECT * FROM t")).containsExactly("1|null|a", "2|3|b");

            String dropped = client.complete("DROP TABLE t");
            assertThat(tables(room)).isEmpty();
            client.revert(client.revert(client.complete("DROP TABLE t")));
            assertThat(tables(room)).isEmpty();
            client.revert(dropped);
        }
    }

    @OnEachServer
    void whatWasChangedBackIsRevertedToTheVersionBefore(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            client.run(DECLARATIVE);
            client.complete(FIRST);
            client.run("INSERT INTO t (name) VALUES ('a')");
            List<String> first = room.rows("SHOW COLUMNS FROM t");
            client.complete(SECOND);
            String second = AlterTrafficTest.definition(room);
            client.run("INSERT INTO t (age, name) VALUES (3, 'b')");
            String back = client.complete(FIRST);
            assertThat(room.rows("SHOW COLUMNS FROM t")).isEqualTo(first);
            client.run("INSERT INTO t (name) VALUES ('c')");
            String reverted = client.revert(back);
            assertThat(AlterTrafficTest.definition(room)).isEqualTo(second);
            // The reverse stream kept what the column had, and gave it nothing for the row that came without.
            assertThat(room.rows("SELECT * FROM t ORDER BY id")).containsExactly("1|null|a", "2|3|b", "3|null|c");
            assertThat(client.show(client.complete(SECOND)).get("message")).isEqualTo("no change");
            assertThat(client.refused("REVERT VITESS_MIGRATION '" + back + "'").getMessage())
                    .contains(reverted);
        }
    }

    @OnEachServer
    void foreignKeysComeChangeAndGo(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            client.run(DECLARATIVE);
            for (String parent : List.of("parent", "other")) {
                client.complete("CREATE TABLE " + parent + " (id INT PRIMARY KEY)");
                client.run("INSERT INTO " + parent + " VALUES (1)");
            }
            String plain = "CREATE TABLE t (id INT PRIMARY KEY, p INT, q INT)";
            client.complete(plain);
            client.run("INSERT INTO t VALUES (1, 1, 1)");
            String keyed = plain.replace(
                    "q INT",
                    "q INT, CONSTRAINT of_p FOREIGN KEY (p) REFERENCES parent (id), FOREIGN KEY (q) REFERENCES other (id)");
            String changed = keyed.replace("REFERENCES parent", "REFERENCES other");
            for (String declared : List.of(keyed, changed, keyed, plain)) {
                assertThat(client.show(client.complete(declared)).get("message"))
                        .startsWith("ALTER TABLE `t`");
                assertThat(client.show(client.complete(declared + " ")).get("message"))
                        .as(declared)
                        .isEqualTo("no change");
            }
            assertThat(room.rows("SELECT * FROM t")).containsExactly("1|1|1");
        }
    }

    /** Its parent is a column that the table which is there has not got. */
    @OnEachServer
    void aKeyToTheTableItselfComesTogetherWithAColumn(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            client.run(DECLARATIVE);
            String plain = "CREATE TABLE t (id INT PRIMARY KEY, up INT, KEY up (up))";
            client.complete(plain);
            client.run("INSERT INTO t VALUES (1, NULL), (2, NULL)");
            List<String> before = room.rows("SHOW COLUMNS FROM t");
            String tree = "CREATE TABLE t (id INT PRIMARY KEY, up INT, code INT, UNIQUE KEY code (code), KEY up (up),"
                    + " CONSTRAINT tree FOREIGN KEY (up) REFERENCES t (code))";
            String qualified = tree.replace("REFERENCES t", "references `" + room.keyspace() + "`.`t`");
            String altered = client.complete(tree);
            assertThat(client.show(altered).get("message"))
                    .startsWith("ALTER TABLE `t`")
                    .contains("REFERENCES `t` (`code`)");
            for (String same : List.of(tree + " ", qualified)) {
                assertThat(client.show(client.complete(same)).get("message")).isEqualTo("no change");
            }
            client.run("INSERT INTO t VALUES (3, NULL, 7), (4, 7, 8)");
            assertThat(client.refused("INSERT INTO t VALUES (5, 99, 9)").getErrorCode())
                    .isEqualTo(1452);
            client.run("UPDATE t SET up = NULL");
            // The servers let the column go only when the key has gone (1553).
            client.complete(tree.replaceFirst(", CONSTRAINT .*", ")"));
            client.complete(plain);
            assertThat(room.rows("SHOW COLUMNS FROM t")).isEqualTo(before);
            assertThat(room.rows("SELECT id FROM t")).containsExactly("1", "2", "3", "4");
        }
    }

    @OnEachServer
    void aRenamedColumnKeepsItsValuesWhenThatIsTold(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            client.run(DECLARATIVE);
            client.complete(FIRST);
            client.run("INSERT INTO t (name) VALUES ('a')");
            client.run("SET @@ddl_strategy = 'vitess --declarative --rename-columns=name:title'");
            String renamed = FIRST.replace("name", "title");
            client.complete(renamed);
            assertThat(room.rows("SELECT id, title FROM t")).containsExactly("1|a");
            assertThat(client.show(client.complete(renamed)).get("message")).isEqualTo("no change");
        }
    }

    @OnEachServer
    void zeroDatesAreDeclaredUnderTheirFlag(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            String zero = "CREATE TABLE t (id INT PRIMARY KEY, d DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00')";
            String more = zero.replace("id INT", "id BIGINT");
            client.run("SET @@ddl_strategy = 'vitess --declarative --allow-zero-in-date'");
            client.complete(zero);
            client.run("INSERT INTO t (id) VALUES (1)");
            assertThat(client.show(client.complete(zero)).get("message")).isEqualTo("no change");
            assertThat(client.show(client.complete(more)).get("message")).startsWith("ALTER TABLE `t`");
            assertThat(client.show(client.complete(more)).get("message")).isEqualTo("no change");
            assertThat(room.rows("SELECT id, CAST(d AS CHAR) FROM t")).containsExactly("1|0000-00-00 00:00:00");
        }
    }

    @OnEachServer
    void aPostponedOneWaitsWhateverItTurnsOutToBe(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            client.run("SET @@ddl_strategy = 'vitess --declarative --postpone-completion'");
            String create = client.submit(FIRST);
            client.await(create, "running");
            Thread.sleep(500);
            assertThat(tables(room)).isEmpty();
            client.run("ALTER VITESS_MIGRATION '" + create + "' COMPLETE");
            client.await(create, "complete");
            String alter = client.submit(SECOND);
            client.await(alter, "running");
            Thread.sleep(500);
            assertThat(client.show(alter)).containsEntry("migration_status", "running");
            client.run("ALTER VITESS_MIGRATION '" + alter + "' COMPLETE");
            client.await(alter, "complete");
        }
    }

    @OnEachServer
    void whatIsNoDeclarationIsRefused(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            client.run(DECLARATIVE);
            assertThat(client.refused("ALTER TABLE t ADD COLUMN a INT").getMessage())
                    .contains("ALTER cannot run");
            assertThat(client.refused("CREATE TABLE IF NOT EXISTS t (id INT PRIMARY KEY)")
                            .getMessage())
                    .contains("IF NOT EXISTS does not work in declarative mode");
            assertThat(client.refused("DROP TABLE IF EXISTS t").getMessage()).contains("IF EXISTS does not work");
            assertThat(client.refused("SET @@ddl_strategy = 'vitess --declarative --rename-columns=a'")
                            .getMessage())
                    .contains("--rename-columns=old:new");
            client.complete(FIRST);
            String nonsense = client.failed("CREATE TABLE t (id INT PRIMARY KEY, a NOTHING)");
            assertThat(nonsense).contains("NOTHING");
            assertThat(tables(room)).containsExactly("t");
        }
    }

    private static List<String> tables(Room room) throws Exception {
        return room.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = '" + room.keyspace()
                + "' AND table_name NOT LIKE '\\_vt\\_hld%' ORDER BY table_name");
    }

    @OnEachServer
    void whatWasNoChangeIsTakenBackByNone(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            client.run(DECLARATIVE);
            client.complete(FIRST);
            client.run("INSERT INTO t (name) VALUES ('a')");
            String same = client.complete(FIRST);
            assertThat(client.show(same)).containsEntry("message", "no change");
            String back = client.revert(same);
            assertThat(room.rows("SELECT * FROM t")).containsExactly("1|a");
            client.revert(back);
            assertThat(room.rows("SELECT * FROM t")).containsExactly("1|a");
        }
    }
}
