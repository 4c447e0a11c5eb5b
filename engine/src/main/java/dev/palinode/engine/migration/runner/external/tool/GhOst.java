package dev.palinode.engine.migration.runner.external.tool;

import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.tls.TlsMode;
import dev.palinode.engine.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** gh-ost 1.1, which copies by SQL and applies changes from the binlog. */
final class GhOst implements Tool {
    private static final Pattern STATUS = Pattern.compile(
            ".*Copy: (\\d+)/(-?\\d+) (\\d+(?:\\.\\d+)?)%;.* HeartbeatLag: (\\d+(?:\\.\\d+)?)s, State: ([^;]*); ETA: (.*)");

    private static final Pattern TIME = Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");

    /** What it says at each status besides, and what the status is a copy of. */
    private static final Pattern NOISE = Pattern.compile("(?:#|# .*|Copy: .*|.*INFO Copy: .*|)");

    @Override
    public String name() {
        return "gh-ost";
    }

    @Override
    public ToolTables tables(Migration migration) {
        TableName source = migration.table();
        String hex = migration.id().hex();
        return new ToolTables(
                source,
                source.sibling("_" + hex + "_gho"),
                Optional.of(source.sibling("_" + hex + "_del")),
                true,
                List.of(source.sibling("_" + hex + "_ghc"), source.sibling("_" + hex + "_ghk")));
    }

    @Override
    public int oldNamesToTry() {
        return 0;
    }

    @Override
    public List<String> prepare(ToolOrder order) throws IOException {
        RunDirectory directory = order.directory();
        Path login = directory.write(
                "login.cnf",
                "[client]\nuser=" + order.account().user() + "\npassword="
                        + order.account().password() + "\n");
        List<String> command = new ArrayList<>();
        command.add(order.program().toString());
        command.addAll(List.of(
                "--conf=" + login,
                "--host=" + order.tablet().address().host(),
                "--port=" + order.tablet().address().port(),
                "--database=" + order.migration().table().schema(),
                "--table=" + order.migration().table().table(),
                "--alter=" + order.clauses(),
                "--force-table-names=" + order.migration().id().hex(),
                "--serve-socket-file=" + directory.path().resolve("socket"),
                "--postpone-cut-over-flag-file=" + directory.postponeFile(),
                "--throttle-additional-flag-file=" + directory.pauseFile(),
                "--allow-on-master",
                "--assume-rbr",
                "--replica-server-id=" + serverId(order.migration()),
                "--cut-over=atomic",
                "--verbose",
                "--execute"));
        command.addAll(tls(order.tablet().tls()));
        command.addAll(order.options());
        if (order.allowZeroInDate()) {
            command.add("--allow-zero-in-date");
        }
        return command;
    }

    /** Two programs that read the binlog with one id throw each other out. */
    private static long serverId(Migration migration) {
        return 1_000_000_000L + Math.floorMod(migration.id().hex().hashCode(), 1_000_000_000);
    }

    private static List<String> tls(TlsSettings tls) {
        TlsMode mode = tls.effectiveMode();
        List<String> options = new ArrayList<>();
        if (mode == TlsMode.REQUIRED || mode.verifies()) {
            options.add("--ssl");
            if (!mode.verifies()) {
                options.add("--ssl-allow-insecure");
            }
            tls.ca().ifPresent(file -> options.add("--ssl-ca=" + file));
            tls.client().ifPresent(client -> {
                options.add("--ssl-cert=" + client.cert());
                options.add("--ssl-key=" + client.key());
            });
        }
        return options;
    }

    /** It looks for the schema's name without escapes, except behind ALL PRIVILEGES. */
    @Override
    public String schemaPrivileges(String schema) {
        return schema.contains("\\") ? "ALL PRIVILEGES" : ON_SCHEMA;
    }

    /** It looks for the old names in SHOW GRANTS, and ends; seen with 1.1.8 and MariaDB 11.4. */
    @Override
    public Optional<String> objection(Dialect dialect, Connection connection) throws SQLException {
        return dialect.namesPrivilegesAsMySql(connection)
                ? Optional.empty()
                : Optional.of(
                        "strategy 'gh-ost' does not work with MariaDB 10.5 and newer: gh-ost does not know the names"
                                + " that privileges have there, such as BINLOG MONITOR, and finds its own insufficient; use"
                                + " ddl_strategy='vitess' or 'pt-osc'");
    }

    @Override
    public boolean readsBinlog() {
        return true;
    }

    @Override
    public boolean mayLoseWaiters() {
        return true;
    }

    @Override
    public boolean makesTriggers() {
        return false;
    }

    @Override
    public Optional<ToolProgress> progress(String line) {
        Matcher status = STATUS.matcher(line);
        if (!status.matches()) {
            return Optional.empty();
        }
        ToolProgress progress = new ToolProgress(
                Math.min(100, Double.parseDouble(status.group(3))),
                Long.parseLong(status.group(1)),
                Long.parseLong(status.group(2)),
                eta(status.group(6)),
                Duration.ofMillis(Math.round(Double.parseDouble(status.group(4)) * 1000)),
                false);
        return Optional.of(status.group(5).equals("postponing cut-over") ? progress.asReady() : progress);
    }

    private static Duration eta(String text) {
        Matcher time = TIME.matcher(text.strip());
        if (text.isBlank() || !time.matches()) {
            return text.strip().equals("due") ? Duration.ZERO : ToolProgress.NONE.eta();
        }
        return Duration.ofHours(number(time, 1)).plusMinutes(number(time, 2)).plusSeconds(number(time, 3));
    }

    private static long number(Matcher time, int group) {
        return time.group(group) == null ? 0 : Long.parseLong(time.group(group));
    }

    @Override
    public boolean isNoise(String line) {
        return NOISE.matcher(line).matches();
    }
}
