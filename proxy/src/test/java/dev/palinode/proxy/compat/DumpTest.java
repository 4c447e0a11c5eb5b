package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.List;

/** Dumps: the same through the proxy, and restored through it the same again. */
final class DumpTest {
    private static final String[] CONTENTS = {
        "CREATE TABLE one (id INT PRIMARY KEY AUTO_INCREMENT, word VARCHAR(40), raw BLOB, at TIMESTAMP NULL,"
                + " n DECIMAL(20,5), KEY (word))",
        "CREATE TABLE two (id INT PRIMARY KEY, up INT, FOREIGN KEY (up) REFERENCES one (id))",
        "INSERT INTO one (word, raw, at, n) VALUES ('ö''\\\\', x'00FF27225C', '2026-01-01 00:00:00', 1.5),"
                + " (NULL, NULL, NULL, NULL)",
        "INSERT INTO one (word, raw, n) SELECT CONCAT('row ', n), REPEAT(CHAR(n), 300), n FROM"
                + " (WITH RECURSIVE s AS (SELECT 1 n UNION ALL SELECT n + 1 FROM s WHERE n < 900) SELECT n FROM s) x",
        "INSERT INTO two SELECT id, id FROM one WHERE id < 5",
        "CREATE VIEW both_ AS SELECT word FROM one JOIN two ON one.id = up",
        "CREATE TRIGGER tr BEFORE INSERT ON two FOR EACH ROW SET NEW.up = COALESCE(NEW.up, 1)",
        "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END",
    };

    @OnEachServer
    void mysqldump(TestServer server) throws Exception {
        // The set of GTIDs grows while other tests run.
        List<String> dump = List.of(Programs.ofMySql("mysqldump"), "--no-defaults", "--set-gtid-purged=OFF");
        roundTrip(server, dump, Programs.ofMySql("mysql"), !server.isMariaDb());
    }

    @OnEachServer
    void mariaDbDump(TestServer server) throws Exception {
        roundTrip(
                server,
                List.of(Programs.find("mariadb-dump"), "--no-defaults"),
                Programs.find("mariadb"),
                server.isMariaDb());
    }

    /** Between a program and a server of the other kind, a dump may fail; then it has to fail the same. */
    private static void roundTrip(TestServer server, List<String> dump, String client, boolean sameKind)
            throws Exception {
        try (Stage stage = Stage.on(server)) {
            server.execute(stage.direct().schema(), CONTENTS);
            Programs.Ended expected = dump(stage.direct(), dump);
            Programs.Ended found = dump(stage.proxied(), dump);
            assertThat(found).isEqualTo(expected);
            if (sameKind) {
                assertThat(expected.isFine().output()).contains("row 900").contains("TRIGGER");
                stage.empty();
                List<String> restore = Programs.words(
                        List.of(client, "--no-defaults"),
                        Programs.login(stage.proxied()),
                        List.of(stage.proxied().schema()));
                Programs.run(stage.proxied(), found.output(), restore).isFine();
                assertThat(dump(stage.direct(), dump)).isEqualTo(expected);
            }
        }
    }

    private static Programs.Ended dump(Place place, List<String> program) throws Exception {
        List<String> command = Programs.words(
                program,
                Programs.login(place),
                List.of("--single-transaction", "--routines", "--triggers", "--hex-blob", "--skip-dump-date"),
                List.of("--no-tablespaces", place.schema()));
        return Programs.run(place, "", command);
    }
}
