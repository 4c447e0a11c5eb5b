package dev.palinode.shell.launch.option;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code palinode serve} that say how much clients may have of it, and where it tells of itself. */
public final class OperationsOptions {
    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            description =
                    "Where /metrics, /healthz, /readyz and the throttler's checks are told, or off. Default: 127.0.0.1:15000")
    private Optional<String> http = Optional.empty();

    @Option(
            names = "--slow-log-threshold",
            paramLabel = "TIME",
            description = "Log statements that take as long as this, and those that fail, without their literals; or"
                    + " off. Default: 1s")
    private Optional<String> slowLog = Optional.empty();

    @Option(names = "--max-connections", paramLabel = "N", description = "Clients at once. Default: 1000")
    private Optional<String> maxConnections = Optional.empty();

    @Option(
            names = "--max-connections-per-user",
            paramLabel = "N",
            description = "Clients of one user at once. Default: off")
    private Optional<String> maxPerUser = Optional.empty();

    @Option(
            names = "--max-allowed-packet",
            paramLabel = "SIZE",
            description = "Longest command of a client, such as 64M. Default: off, the server's own rule")
    private Optional<String> maxPacket = Optional.empty();

    @Option(
            names = "--idle-timeout",
            paramLabel = "TIME",
            description = "Close clients that send nothing for so long. Default: off, the server's own rule")
    private Optional<String> idleTimeout = Optional.empty();

    @Option(names = "--login-timeout", paramLabel = "TIME", description = "How long a log-in may take. Default: 10s")
    private Optional<String> loginTimeout = Optional.empty();

    @Option(
            names = "--shutdown-grace",
            paramLabel = "TIME",
            description = "How long running commands and open transactions may take to end after SIGTERM. Default: 10s")
    private Optional<String> shutdownGrace = Optional.empty();

    @Option(
            names = "--failed-login-delay",
            paramLabel = "TIME",
            description = "From the fourth wrong password of a user from one host on, each answer comes so much later"
                    + " than the one before; or off. Default: 1s")
    private Optional<String> failedLoginDelay = Optional.empty();

    @Option(
            names = "--local-infile",
            paramLabel = "on|off",
            description = "Relay LOAD DATA LOCAL, which lets the server read files of clients. Default: off")
    private Optional<String> localInfile = Optional.empty();

    @Option(
            names = "--throttle-threshold",
            paramLabel = "METRIC=VALUE,…",
            description = "Migrations pause while one of these is exceeded: lag (of the worst replica),"
                    + " threads_running, history_list_length (of the primary), custom; a metric may be off, and so may"
                    + " all. Default: lag=5s")
    private Optional<String> throttleThreshold = Optional.empty();

    @Option(
            names = "--throttle-custom-query",
            paramLabel = "SQL",
            description = "What is asked of the primary for the metric custom: one row, whose last column is a number")
    private Optional<String> throttleQuery = Optional.empty();

    @Option(
            names = "--max-concurrent-online-ddl",
            paramLabel = "N",
            description = "Migrations that may run at once. Default: 256")
    private Optional<String> maxRunning = Optional.empty();

    @Option(
            names = "--max-concurrent-copies",
            paramLabel = "N",
            description = "Migrations that may copy their tables at once. Default: 1")
    private Optional<String> maxCopies = Optional.empty();

    @Option(
            names = "--table-gc-lifecycle",
            paramLabel = "STATES",
            description = "What large tables go through that migrations have left: hold, purge, evac, drop, with commas"
                    + " between them. Default: all of them")
    private Optional<String> gcLifecycle = Optional.empty();

    @Option(
            names = "--table-gc-evac-time",
            paramLabel = "TIME",
            description = "How long they wait, emptied, before they are dropped. Default: 72h")
    private Optional<String> gcEvac = Optional.empty();

    @Option(
            names = "--buffer-window",
            paramLabel = "TIME",
            description = "Longest wait of a statement while there is no primary. Default: 10s")
    private Optional<String> bufferWindow = Optional.empty();

    @Option(
            names = "--buffer-size",
            paramLabel = "N",
            description = "Statements that may wait for a primary at once; off lets none wait. Default: 1000")
    private Optional<String> bufferSize = Optional.empty();

    @Option(
            names = "--buffer-max-failover-duration",
            paramLabel = "TIME",
            description = "How long statements are held when a primary is lost, before they get errors. Default: 20s")
    private Optional<String> bufferDuration = Optional.empty();

    @Option(
            names = "--buffer-min-time-between-failovers",
            paramLabel = "TIME",
            description = "How long after that another loss holds nobody. Default: 1m")
    private Optional<String> bufferPause = Optional.empty();

    @Option(
            names = "--auto-failover",
            paramLabel = "TIME",
            description = "Promote a replica when the primary has been dead for that long, for us and for all replicas."
                    + " Default: off")
    private Optional<String> autoFailover = Optional.empty();

    @Option(
            names = "--auto-failover-min-time-between",
            paramLabel = "TIME",
            description = "How long after one failover there is no other one by itself. Default: 10m")
    private Optional<String> autoFailoverPause = Optional.empty();

    @Option(
            names = "--gh-ost-path",
            paramLabel = "FILE",
            description = "The program of the strategy gh-ost. Default: gh-ost, from the PATH")
    private Optional<String> ghOst = Optional.empty();

    @Option(
            names = "--pt-osc-path",
            paramLabel = "FILE",
            description = "The program of the strategy pt-osc. Default: pt-online-schema-change, from the PATH")
    private Optional<String> ptOsc = Optional.empty();

    public OperationsOptions() {}

    /** Those that were said, by their names without the dashes. */
    public Map<String, String> said() {
        Map<String, String> said = new HashMap<>();
        http.ifPresent(text -> said.put("http", text));
        slowLog.ifPresent(text -> said.put("slow-log-threshold", text));
        maxConnections.ifPresent(text -> said.put("max-connections", text));
        maxPerUser.ifPresent(text -> said.put("max-connections-per-user", text));
        maxPacket.ifPresent(text -> said.put("max-allowed-packet", text));
        idleTimeout.ifPresent(text -> said.put("idle-timeout", text));
        loginTimeout.ifPresent(text -> said.put("login-timeout", text));
        shutdownGrace.ifPresent(text -> said.put("shutdown-grace", text));
        failedLoginDelay.ifPresent(text -> said.put("failed-login-delay", text));
        localInfile.ifPresent(text -> said.put("local-infile", text));
        throttleThreshold.ifPresent(text -> said.put("throttle-threshold", text));
        throttleQuery.ifPresent(text -> said.put("throttle-custom-query", text));
        maxRunning.ifPresent(text -> said.put("max-concurrent-online-ddl", text));
        maxCopies.ifPresent(text -> said.put("max-concurrent-copies", text));
        gcLifecycle.ifPresent(text -> said.put("table-gc-lifecycle", text));
        gcEvac.ifPresent(text -> said.put("table-gc-evac-time", text));
        bufferWindow.ifPresent(text -> said.put("buffer-window", text));
        bufferSize.ifPresent(text -> said.put("buffer-size", text));
        bufferDuration.ifPresent(text -> said.put("buffer-max-failover-duration", text));
        bufferPause.ifPresent(text -> said.put("buffer-min-time-between-failovers", text));
        autoFailover.ifPresent(text -> said.put("auto-failover", text));
        autoFailoverPause.ifPresent(text -> said.put("auto-failover-min-time-between", text));
        ghOst.ifPresent(text -> said.put("gh-ost-path", text));
        ptOsc.ifPresent(text -> said.put("pt-osc-path", text));
        return said;
    }
}
