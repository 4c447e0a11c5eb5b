package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;

/** sysbench: as many statements of each kind, no error, and as many rows left. */
final class SysbenchTest {
    @OnEachServer
    void readWrite(TestServer server) throws Exception {
        String sysbench = Programs.find("sysbench");
        try (Stage stage = Stage.on(server)) {
            for (String prepared : List.of("auto", "disable")) {
                stage.compare((place, seen) -> {
                    run(place, sysbench, "--threads=1", "--events=0", "prepare");
                    String report = run(
                            place,
                            sysbench,
                            "--db-ps-mode=" + prepared,
                            "--threads=1",
                            "--events=60",
                            "--time=0",
                            "run");
                    report.lines()
                            .filter(line -> line.matches(" +(read|write|other|total|ignored errors|reconnects):.*"))
                            .forEach(line -> seen.note("report", line.replaceAll("\\(.*", "")));
                    try (Connection connection = place.connect(place.url(""));
                            Statement statement = connection.createStatement()) {
                        seen.rows("left", statement.executeQuery("SELECT COUNT(*), MIN(id), MAX(id) FROM sbtest1"));
                    }
                    run(place, sysbench, "--threads=1", "--events=0", "cleanup");
                });
            }
        }
    }

    private static String run(Place place, String sysbench, String... words) throws Exception {
        List<String> where = List.of(
                sysbench,
                "oltp_read_write",
                "--db-driver=mysql",
                "--mysql-host=" + place.address().host(),
                "--mysql-port=" + place.address().port(),
                "--mysql-user=" + place.user(),
                "--mysql-password=" + place.password(),
                "--mysql-db=" + place.schema(),
                "--rand-seed=7",
                "--tables=2",
                "--table-size=500");
        Programs.Ended ended = Programs.run(place, "", Programs.words(where, List.of(words)));
        assertThat(ended.isFine().output()).doesNotContain("FATAL");
        return ended.output();
    }
}
