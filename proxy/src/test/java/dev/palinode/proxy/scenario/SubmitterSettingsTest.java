package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;

/** Online DDL means what it would have meant in the client's session. */
final class SubmitterSettingsTest {
    @OnEachServer
    void modeAndZoneOfTheSessionGoAlong(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            client.run("SET ddl_strategy = 'vitess'");
            client.run("SET sql_mode = '', time_zone = '+05:00'");
            client.await(
                    client.submit("ALTER TABLE t ADD COLUMN d DATE NOT NULL DEFAULT '0000-00-00',"
                            + " ADD COLUMN at TIMESTAMP NOT NULL DEFAULT '2020-01-01 00:00:00'"),
                    "complete");
            assertThat(room.rows("SELECT CAST(d AS CHAR), CAST(UNIX_TIMESTAMP(at) AS SIGNED) FROM t"))
                    .containsExactly("0000-00-00|1577818800");
            client.run("SET sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE'");
            String refused = client.submit("ALTER TABLE t ADD COLUMN e DATE NOT NULL DEFAULT '0000-00-00'");
            assertThat(client.await(refused, "failed").get("message")).contains("Invalid default value");
            client.run("SET ddl_strategy = 'vitess --allow-zero-in-date'");
            client.await(client.submit("ALTER TABLE t ADD COLUMN e DATE NOT NULL DEFAULT '0000-00-00'"), "complete");
        }
    }

    @OnEachServer
    void aNameWithoutASchemaIsOneOfTheSessionsDefaultSchema(TestServer server) throws Exception {
        String other = server.newSchema();
        server.execute(other, "CREATE TABLE t (id INT PRIMARY KEY, of_other INT)");
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            client.run("USE " + other);
            client.await(client.submit("CREATE VIEW " + room.keyspace() + ".v AS SELECT * FROM t"), "complete");
            client.await(client.submit("CREATE TABLE " + room.keyspace() + ".l LIKE t"), "complete");
            assertThat(room.rows("SELECT table_name FROM information_schema.columns WHERE table_schema = DATABASE()"
                            + " AND column_name = 'of_other' ORDER BY table_name"))
                    .containsExactly("l", "v");
        }
    }

    @OnEachServer
    void charactersOfTheSessionsCharacterSetArriveAsTheyAre(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY) CHARACTER SET utf8mb4", "INSERT INTO t VALUES (1)");
            client.run("SET ddl_strategy = 'vitess'");
            client.await(client.submit("ALTER TABLE t ADD COLUMN c VARCHAR(9) NOT NULL DEFAULT 'é日'"), "complete");
            assertThat(room.rows("SELECT HEX(c) FROM t")).containsExactly("C3A9E697A5");
        }
        try (Room room = Room.of(server);
                Client client = new Client(room.connect("&characterEncoding=ISO-8859-1"))) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY) CHARACTER SET utf8mb4", "INSERT INTO t VALUES (1)");
            client.run("SET ddl_strategy = 'vitess'");
            client.await(client.submit("ALTER TABLE t ADD COLUMN c VARCHAR(9) NOT NULL DEFAULT 'é'"), "complete");
            client.run("SET @v = 'ALTER TABLE t ADD COLUMN d VARCHAR(9) NOT NULL DEFAULT \'\'é\'\''");
            client.run("PREPARE s FROM @v");
            client.await(client.submit("EXECUTE s"), "complete");
            assertThat(room.rows("SELECT HEX(c), HEX(d) FROM t")).containsExactly("C3A9|C3A9");
        }
    }
}
