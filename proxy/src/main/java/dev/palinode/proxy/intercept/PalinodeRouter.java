package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.KeyspaceEngines;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.StatementSplitter;
import dev.palinode.engine.sql.TokenCursor;
import dev.palinode.engine.sql.classify.StatementClassifier;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import dev.palinode.proxy.intercept.form.Backslashes;
import dev.palinode.proxy.intercept.form.CharacterSets;
import dev.palinode.proxy.intercept.form.TemporaryTables;
import dev.palinode.proxy.intercept.vtctl.ClusterStatements;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Picks out the statements that the proxy answers itself, alone or among others in one text. */
public final class PalinodeRouter implements StatementRouter {
    private final SetStrategy setStrategy;
    private final SessionVariables sessionVariables = new SessionVariables();
    private final TextStatements textStatements;
    private final NestedStatements nestedStatements;
    private final Map<String, Handlers> keyspaces = new LinkedHashMap<>();
    private final Handlers usual;
    private final ClusterStatements cluster;

    /** What answers statements about migrations in the sessions of one keyspace. */
    private record Handlers(
            SubmitDdl submitDdl,
            MigrationCommand migrationCommand,
            ThrottleCommand throttleCommand,
            ShowMigrations showMigrations) {
        static Handlers of(KeyspaceEngines engines) {
            List<String> names = engines.keyspaces();
            MigrationCommand command = new MigrationCommand(engines, names.get(0));
            return new Handlers(
                    new SubmitDdl(engines, names),
                    command,
                    new ThrottleCommand(engines, command::named),
                    new ShowMigrations(engines));
        }
    }

    /**
     * A router in front of one keyspace.
     *
     * @param keyspace the schema whose tables the engine migrates
     * @param defaultStrategy what {@code SET ddl_strategy = DEFAULT} goes back to
     * @param cluster what answers statements about the servers
     */
    public PalinodeRouter(
            MigrationEngine engine, String keyspace, DdlStrategy defaultStrategy, ClusterStatements cluster) {
        this(new KeyspaceEngines(List.of(new KeyspaceEngines.Named(keyspace, () -> engine))), defaultStrategy, cluster);
    }

    /** A router in front of several keyspaces; a session in none of them is treated as if it were in the first. */
    public PalinodeRouter(KeyspaceEngines engines, DdlStrategy defaultStrategy, ClusterStatements cluster) {
        this.usual = Handlers.of(engines);
        engines.keyspaces().forEach(name -> keyspaces.put(name, Handlers.of(engines.preferring(name))));
        this.cluster = cluster;
        this.setStrategy = new SetStrategy(defaultStrategy);
        SessionState direct = new SessionState(DdlStrategy.DIRECT, Actor.NOBODY);
        this.nestedStatements = new NestedStatements(this::read, this::answers);
        this.textStatements = new TextStatements(
                this::read, statement -> statement.accept(new Families(direct)).isPresent());
    }

    /** Whether the proxy answers a statement; one that only reads our variables is the server's. */
    private boolean answers(SessionState state, SqlStatement statement) {
        return !(statement instanceof SqlStatement.ReadVariables)
                && statement.accept(new Families(state)).isPresent();
    }

    @Override
    public Route route(SessionState state, String sql) {
        return state.backslashEscapes() || sql.indexOf('\\') < 0
                ? read(state, sql)
                : read(state, Backslashes.doubled(sql)).mapText(Backslashes::single);
    }

    private Route read(SessionState state, String sql) {
        List<String> statements = StatementSplitter.split(sql);
        if (statements.size() == 1) {
            return one(state, statements.get(0)).orElseGet(Route.Forward::new);
        }
        if (statements.stream().noneMatch(statement -> mayBeOurs(state, statement))) {
            return new Route.Forward();
        }
        return statements.stream().anyMatch(PalinodeRouter::readsClientsFile)
                ? Answers.refuse(
                        EngineFault.Kind.NOT_SUPPORTED,
                        "LOAD DATA LOCAL among statements that Palinode answers; send it as a command of its own")
                : new Route.Batch(statements);
    }

    private static boolean readsClientsFile(String statement) {
        TokenCursor cursor = new TokenCursor(statement);
        return cursor.at("LOAD") && cursor.tokens().stream().anyMatch(token -> token.isWord(statement, "LOCAL"));
    }

    private Optional<Route> one(SessionState state, String statement) {
        Optional<Route> nested = nestedStatements.route(state, statement);
        if (nested.isPresent()) {
            return nested;
        }
        SqlStatement read = StatementClassifier.classify(statement);
        Optional<Handler> handler = read.accept(new Families(state));
        return handler.map(found -> handle(found, state))
                .or(() -> textStatements.route(state, statement))
                .or(() -> sessionVariables.show(state, statement))
                .or(() -> CharacterSets.chosen(statement).map(set -> followCharacterSet(state, set)));
    }

    /** Whether a statement among others is ours, or has to be followed. */
    private boolean mayBeOurs(SessionState state, String statement) {
        SqlStatement read = StatementClassifier.classify(statement);
        TokenCursor cursor = new TokenCursor(statement);
        return read.accept(new Families(state)).isPresent()
                || read instanceof SqlStatement.Use
                || (state.strategy().isManaged() && NestedStatements.isWithSettings(statement))
                || cursor.at("PREPARE")
                || cursor.at("EXECUTE")
                || sessionVariables.show(state, statement).isPresent()
                || CharacterSets.chosen(statement)
                        .flatMap(CharacterSets::charset)
                        .isPresent();
    }

    private static Route followCharacterSet(SessionState state, String set) {
        return new Route.Forward(() -> state.setCharacterSet(Optional.of(set).filter(name -> !name.isEmpty())));
    }

    private static Route handle(Handler handler, SessionState state) {
        try {
            return handler.handle(state);
        } catch (EngineFault fault) {
            return new Route.Answer(Reply.Err.of(fault));
        }
    }

    private Handlers in(SessionState state) {
        return Optional.of(state.keyspace())
                .map(keyspaces::get)
                .or(() -> state.database().map(keyspaces::get))
                .orElse(usual);
    }

    private static Route migrating(SessionState state, Supplier<Route> work) {
        state.actor().require(state.actor().mayMigrate(), "online-ddl or admin");
        if (state.isAtReplica()) {
            throw new EngineFault(
                    EngineFault.Kind.NOT_SUPPORTED,
                    "migrations are not submitted from " + state.target() + ", which is read-only; USE `"
                            + state.keyspace() + "` goes to the primary");
        }
        return work.get();
    }

    /** What to do with a statement of ours. */
    interface Handler {
        /**
         * Decides; may change the session's state, but only when it does not throw.
         *
         * @throws EngineFault for what the client shall see
         */
        Route handle(SessionState state);
    }

    /** Finds the handler of a statement; none when the statement is not ours in this session. */
    private final class Families implements SqlStatement.Visitor<Optional<Handler>> {
        private final SessionState session;

        Families(SessionState session) {
            this.session = session;
        }

        @Override
        public Optional<Handler> setVariables(SqlStatement.SetVariables set) {
            return Optional.of(state -> setStrategy.handle(state, set));
        }

        @Override
        public Optional<Handler> readVariables(SqlStatement.ReadVariables read) {
            return Optional.of(state -> sessionVariables.handle(state, read));
        }

        @Override
        public Optional<Handler> ddl(SqlStatement.Ddl ddl) {
            return session.strategy().isManaged() && SubmitDdl.concerns(ddl)
                    ? Optional.of(state -> submit(state, ddl))
                    : Optional.empty();
        }

        private Route submit(SessionState state, SqlStatement.Ddl ddl) {
            Handler handler = s -> migrating(s, () -> in(s).submitDdl().handle(s, ddl));
            return state.mayHaveTemporaryTables() && TemporaryTables.mayBeMeant(ddl)
                    ? TemporaryTables.ask(ddl, () -> PalinodeRouter.handle(handler, state))
                    : handler.handle(state);
        }

        @Override
        public Optional<Handler> revert(SqlStatement.Revert revert) {
            return Optional.of(
                    state -> migrating(state, () -> in(state).migrationCommand().revert(state, revert)));
        }

        @Override
        public Optional<Handler> alterMigration(SqlStatement.AlterMigration alter) {
            return Optional.of(state -> {
                state.actor().require(state.actor().mayControl(), "control or admin");
                return ThrottleCommand.concerns(alter.verb())
                        ? in(state).throttleCommand().alter(alter)
                        : in(state).migrationCommand().control(alter);
            });
        }

        @Override
        public Optional<Handler> showMigrations(SqlStatement.ShowMigrations show) {
            return Optional.of(state -> in(state).showMigrations().handle(show));
        }

        @Override
        public Optional<Handler> showLogs(SqlStatement.ShowLogs show) {
            return Optional.of(state -> in(state).migrationCommand().logs(show));
        }

        @Override
        public Optional<Handler> showSessions(SqlStatement.ShowSessions show) {
            return Optional.of(state -> {
                state.actor().require(state.actor().admin(), "admin");
                return new Route.ListSessions();
            });
        }

        @Override
        public Optional<Handler> showThrottler(SqlStatement.ShowThrottler show) {
            return Optional.of(state -> in(state).throttleCommand().show(show));
        }

        @Override
        public Optional<Handler> showTableGc(SqlStatement.ShowTableGc show) {
            return Optional.of(state -> in(state).showMigrations().tableGc());
        }

        @Override
        public Optional<Handler> explainMigration(SqlStatement.ExplainMigration explain) {
            return Optional.of(state ->
                    migrating(state, () -> in(state).submitDdl().explain(state, explain.ddl())));
        }

        @Override
        public Optional<Handler> cluster(SqlStatement.Cluster statement) {
            return Optional.of(state -> {
                state.actor().require(state.actor().admin() || !cluster.needsAdmin(statement.text()), "admin");
                return cluster.route(state.actor().user(), state.target(), statement.text());
            });
        }

        @Override
        public Optional<Handler> malformed(SqlStatement.Malformed malformed) {
            return Optional.of(state -> Answers.refuse(EngineFault.Kind.SYNTAX, malformed.message()));
        }

        @Override
        public Optional<Handler> use(SqlStatement.Use use) {
            return Optional.empty();
        }

        @Override
        public Optional<Handler> other(SqlStatement.Other other) {
            return Optional.empty();
        }
    }
}
