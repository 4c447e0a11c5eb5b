package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;

/** What graphical clients send before a user does anything. */
final class PreambleTest {
    @OnEachServer
    void dbeaver(TestServer server) throws Exception {
        replay(server, "dbeaver.sql", "&rewriteBatchedStatements=true&tinyInt1isBit=false&characterEncoding=UTF-8");
    }

    @OnEachServer
    void workbench(TestServer server) throws Exception {
        replay(server, "workbench.sql", "");
    }

    private static void replay(TestServer server, String file, String settings) throws Exception {
        List<String> statements = Programs.resource(file)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--"))
                .toList();
        assertThat(statements).hasSizeGreaterThan(15);
        try (Stage stage = Stage.on(server)) {
            stage.compare((place, seen) -> {
                try (Connection connection = place.connect(place.url(settings));
                        Statement statement = connection.createStatement()) {
                    for (String sql : statements) {
                        seen.error(sql, () -> {
                            if (statement.execute(sql.replace("SCHEMA", place.schema()))) {
                                seen.rows(sql, statement.getResultSet());
                            }
                        });
                        seen.warnings(sql, statement.getWarnings());
                    }
                }
            });
        }
    }
}
