package dev.palinode.proxy.intercept.vtctl;

import dev.palinode.engine.AppThrottle;
import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.reparent.ShardCommands;
import dev.palinode.engine.sql.cluster.ShowCluster;
import dev.palinode.engine.sql.cluster.VtctlCommand;
import dev.palinode.engine.topo.store.TopoStore;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.Lane;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers statements about the cluster behind the proxy. Safe for many threads. */
public final class ClusterStatements {
    private static final Logger AUDIT = LoggerFactory.getLogger("palinode.audit");

    /** Options of any command that take no value. */
    private static final Set<String> FLAGS =
            Stream.concat(TopoVerb.FLAGS.stream(), VtctlVerb.FLAGS.stream()).collect(Collectors.toUnmodifiableSet());

    private static final List<RowSet.Column> EVENTS = List.of(text("Event"));
    private static final List<RowSet.Column> TARGET = List.of(text("Target"));
    private static final List<RowSet.Column> HELP = List.of(text("Command"), text("Description"));

    private final Sources sources;
    private final ShowTablets shows;

    /**
     * What there is at each moment.
     *
     * @param shards in their order
     * @param topo where they are named, unless the command line names them
     * @param throttlers by keyspace
     */
    public record Sources(
            Supplier<List<ShardCommands>> shards,
            Supplier<Optional<TopoStore>> topo,
            Function<String, Optional<AppThrottle>> throttlers) {}

    /** Of the one shard there is, or of none, for a proxy without an engine: every statement is then refused. */
    public ClusterStatements(Optional<ShardCommands> shard) {
        this(new Sources(() -> shard.stream().toList(), Optional::empty, keyspace -> Optional.empty()));
    }

    /** Of several keyspaces. */
    public ClusterStatements(Sources sources) {
        this.sources = sources;
        this.shows = new ShowTablets();
    }

    static RowSet.Column text(String name) {
        return new RowSet.Column(name, RowSet.Type.TEXT);
    }

    /** Whether only an admin may send the statement. */
    public boolean needsAdmin(String statement) {
        return isVtctl(statement);
    }

    private static boolean isVtctl(String statement) {
        return statement.strip().toUpperCase(Locale.ROOT).startsWith("VTCTL");
    }

    /**
     * Decides about a statement that begins with VTCTL or SHOW.
     *
     * @param user who sends it, for the log
     * @param target the session's, as Vitess writes it
     * @throws EngineFault for the client
     */
    public Route route(String user, String target, String statement) {
        if (isVtctl(statement)) {
            return vtctl(user, statement);
        }
        ShowCluster show = ShowCluster.parse(statement);
        if (show.subject().equals("VITESS_TARGET")) {
            return new Route.Answer(new Reply.Rows(new RowSet(TARGET, List.of(row(target)))));
        }
        Optional<ShowTablets.Kind> kind = ShowTablets.Kind.of(show.subject());
        if (kind.isEmpty()) {
            return Answers.refuse(
                    EngineFault.Kind.NOT_SUPPORTED, "SHOW " + show.subject() + " is not supported by Palinode yet");
        }
        List<ShardCommands> commands = commands();
        return Answers.work(
                false,
                kind.get().columns(),
                Lane.CLUSTER,
                () -> new Reply.Rows(shows.answer(kind.get(), show, commands)));
    }

    private List<ShardCommands> commands() {
        List<ShardCommands> there = sources.shards().get();
        if (there.isEmpty()) {
            throw new EngineFault(EngineFault.Kind.NOT_SUPPORTED, "this proxy knows of no shard");
        }
        return there;
    }

    /** The shard that the command names, or that has the tablet it names. */
    private ShardCommands named(VtctlVerb verb, VtctlCommand command) {
        List<ShardCommands> all = commands();
        Optional<ShardCommands> one = all.stream()
                .filter(shard -> verb.concerns(command, shard.shard(), shard.aliases()))
                .findFirst();
        if (one.isEmpty() && all.size() > 1 && verb.isOfShard()) {
            String names =
                    String.join(", ", all.stream().map(ShardCommands::shard).toList());
            throw VtctlCommand.wrong(
                    "there is no shard " + String.join(" ", command.arguments()) + "; there is " + names);
        }
        return one.orElse(all.get(0));
    }

    private Route vtctl(String user, String statement) {
        VtctlCommand command = VtctlCommand.parse(statement, FLAGS);
        if (command.name().equalsIgnoreCase("help")) {
            return new Route.Answer(new Reply.Rows(help()));
        }
        Optional<TopoVerb> ofTopo = Verb.named(TopoVerb.ALL, command.name());
        if (ofTopo.isPresent()) {
            return topo(user, ofTopo.get(), command, statement);
        }
        if (command.name().equalsIgnoreCase(ThrottlerConfig.NAME)) {
            return throttler(user, ThrottlerConfig.of(command), statement);
        }
        VtctlVerb verb = Verb.named(VtctlVerb.ALL, command.name())
                .orElseThrow(() -> VtctlCommand.wrong("there is no command " + command.name() + "; there is "
                        + Verb.names(VtctlVerb.ALL) + ", " + Verb.names(TopoVerb.ALL) + ", " + ThrottlerConfig.NAME
                        + ", and VTCTL help"));
        ShardCommands commands = named(verb, command);
        verb.check(command, commands.shard());
        return Answers.work(
                true,
                EVENTS,
                Lane.VTCTL,
                () -> new Reply.Rows(audited(user, statement, () -> events(verb.run(commands, command)))));
    }

    private static RowSet events(List<String> done) {
        return new RowSet(EVENTS, done.stream().map(ClusterStatements::row).toList());
    }

    private Route throttler(String user, ThrottlerConfig config, String statement) {
        AppThrottle throttle = sources.throttlers()
                .apply(config.keyspace())
                .orElseThrow(() -> VtctlCommand.wrong("there is no keyspace " + config.keyspace() + " here"));
        return Answers.work(
                true,
                EVENTS,
                Lane.CLUSTER,
                () -> new Reply.Rows(audited(user, statement, () -> events(config.run(throttle)))));
    }

    private Route topo(String user, TopoVerb verb, VtctlCommand command, String statement) {
        verb.requireForm(command);
        TopoStore store = sources.topo()
                .get()
                .orElseThrow(() -> new EngineFault(
                        EngineFault.Kind.NOT_SUPPORTED,
                        "the tablets of this proxy are named by --backend, and not in a topology (palinode serve"
                                + " --topo); SHOW VITESS_TABLETS lists them"));
        Supplier<RowSet> work = () -> verb.run(store, user, command);
        return Answers.work(
                !verb.looks(),
                verb.columns(),
                verb.looks() ? Lane.CLUSTER : Lane.VTCTL,
                () -> new Reply.Rows(verb.looks() ? work.get() : audited(user, statement, work)));
    }

    private static RowSet audited(String user, String statement, Supplier<RowSet> work) {
        AUDIT.info("{} begins: {}", user, statement);
        try {
            RowSet done = work.get();
            AUDIT.info("{} has done: {}", user, statement);
            return done;
        } catch (EngineFault e) {
            AUDIT.warn("{} has failed: {}: {}", user, statement, e.getMessage());
            throw e;
        }
    }

    private static RowSet help() {
        List<List<Optional<String>>> rows = new ArrayList<>();
        VtctlVerb.ALL.forEach(verb -> rows.add(help(verb)));
        rows.add(List.of(Optional.of(ThrottlerConfig.FORM), Optional.of(ThrottlerConfig.SUMMARY)));
        TopoVerb.ALL.forEach(verb -> rows.add(help(verb)));
        return new RowSet(HELP, rows);
    }

    private static List<Optional<String>> help(Verb verb) {
        return List.of(Optional.of(verb.form()), Optional.of(verb.summary()));
    }

    private static List<Optional<String>> row(String line) {
        return List.of(Optional.of(line));
    }
}
