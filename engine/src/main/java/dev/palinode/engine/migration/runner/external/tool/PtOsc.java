package dev.palinode.engine.migration.runner.external.tool;

import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.tls.TlsMode;
import dev.palinode.engine.tls.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** pt-online-schema-change 3, which copies by SQL and carries changes by triggers. */
final class PtOsc implements Tool {
    private static final String PLUGIN = "/external/pt_osc_plugin.pm";
    private static final Pattern COPYING =
            Pattern.compile("Copying .*: +(\\d+)% (?:(\\d+)\\+)?(?:(\\d+):)?(\\d+):(\\d+) remain");
    private static final Pattern NOISE = Pattern.compile(
            "|Copying .* remain|Sleeping \\d+ seconds because .* exists|Palinode: waiting to swap|Operation, tries, wait:|  \\w+, \\d+, [\\d.]+");
    private static final String READY = "Palinode: ready to swap";
    private static final String SET_VARS = "--set-vars=";

    /** Underscores that it tries in front of the old table's name, before it makes one up. */
    private static final int OLD_NAMES = 9;

    @Override
    public String name() {
        return "pt-osc";
    }

    /** The old name is the first that is free; it is found out before, and kept among the artifacts. */
    @Override
    public ToolTables tables(Migration migration) {
        TableName source = migration.table();
        String shadow = "_" + migration.id().hex() + "_new";
        Optional<TableName> old = migration.artifacts().stream()
                .filter(name -> !name.equals(shadow))
                .findFirst()
                .map(source::sibling);
        return new ToolTables(source, source.sibling(shadow), old, false, List.of());
    }

    @Override
    public int oldNamesToTry() {
        return OLD_NAMES;
    }

    @Override
    public List<String> prepare(ToolOrder order) throws IOException {
        RunDirectory directory = order.directory();
        Path options = directory.write("options.conf", "");
        Path login = directory.write("login.cnf", login(order));
        Path plugin = directory.write("plugin.pm", plugin());
        List<String> command = new ArrayList<>();
        command.add(order.program().toString());
        command.addAll(List.of(
                "--config=" + options,
                "--defaults-file=" + login,
                "--host=" + host(order.tablet().address().host()),
                "--alter=" + order.clauses(),
                "--new-table-name=" + order.tables().shadow().table(),
                "--no-drop-old-table",
                "--recursion-method=none",
                "--no-check-replication-filters",
                "--no-version-check",
                "--plugin=" + plugin,
                "--pause-file=" + directory.pauseFile(),
                setVars(order)));
        if (order.options().stream().noneMatch(option -> option.startsWith("--progress="))) {
            command.add("--progress=time,2");
        }
        order.options().stream().filter(option -> !option.startsWith(SET_VARS)).forEach(command::add);
        command.add("--execute");
        command.add("P=" + order.tablet().address().port() + ",D="
                + dsn(order.migration().table().schema()) + ",t="
                + dsn(order.migration().table().table()));
        return command;
    }

    /** While a rename waits for a lock, everybody waits behind it. MySQL 9 explains in a form that it cannot read. */
    private static String setVars(ToolOrder order) {
        StringBuilder vars = new StringBuilder(SET_VARS + "lock_wait_timeout="
                + Math.max(1, order.migration().cutOverThreshold().toSeconds()));
        if (order.explainsAsTree()) {
            vars.append(",explain_format=TRADITIONAL");
        }
        order.options().stream()
                .filter(option -> option.startsWith(SET_VARS))
                .forEach(option -> vars.append(',').append(option.substring(SET_VARS.length())));
        return vars.toString();
    }

    /** By that name it would look for a socket's file. */
    private static String host(String host) {
        return host.equals("localhost") ? "127.0.0.1" : host;
    }

    private static String dsn(String name) {
        return name.replace("\\", "\\\\").replace(",", "\\,");
    }

    private static String login(ToolOrder order) {
        StringBuilder text = new StringBuilder("[client]\nuser="
                + order.account().user() + "\npassword=" + order.account().password() + "\n");
        TlsSettings tls = order.tablet().tls();
        TlsMode mode = tls.effectiveMode();
        if (mode == TlsMode.REQUIRED || mode.verifies()) {
            text.append("ssl-enforce=1\nssl-mode=").append(mode.name()).append('\n');
            tls.ca().ifPresent(file -> text.append("ssl-ca=").append(file).append('\n'));
            tls.client()
                    .ifPresent(client -> text.append("ssl-cert=")
                            .append(client.cert())
                            .append("\nssl-key=")
                            .append(client.key())
                            .append('\n'));
        }
        if (mode.verifies()) {
            text.append("ssl-verify-server-cert=1\n");
        }
        return text.toString();
    }

    private static String plugin() throws IOException {
        try (InputStream in = PtOsc.class.getResourceAsStream(PLUGIN)) {
            if (in == null) {
                throw new IOException("the resource " + PLUGIN + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public String schemaPrivileges(String schema) {
        return ON_SCHEMA;
    }

    @Override
    public boolean readsBinlog() {
        return false;
    }

    @Override
    public boolean mayLoseWaiters() {
        return false;
    }

    @Override
    public boolean makesTriggers() {
        return true;
    }

    @Override
    public Optional<ToolProgress> progress(String line) {
        if (line.equals(READY)) {
            return Optional.of(ToolProgress.NONE.asReady());
        }
        Matcher copying = COPYING.matcher(line);
        if (!copying.matches()) {
            return Optional.empty();
        }
        Duration eta = Duration.ofDays(number(copying, 2))
                .plusHours(number(copying, 3))
                .plusMinutes(number(copying, 4))
                .plusSeconds(number(copying, 5));
        double percent = Math.min(100, number(copying, 1));
        return Optional.of(new ToolProgress(percent, -1, -1, eta, Duration.ZERO, false));
    }

    private static long number(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }

    @Override
    public boolean isNoise(String line) {
        return NOISE.matcher(line).matches();
    }
}
