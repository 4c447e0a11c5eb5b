package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.StatementSplitter;
import dev.palinode.engine.sql.classify.StatementClassifier;
import java.util.List;
import java.util.Optional;

/**
 * Picks out the statements that the proxy answers itself. A statement of ours has to be a command of its own: among
 * others in one text it is refused, and nothing of that text is done.
 */
public final class PalinodeRouter implements StatementRouter {
    private final SetStrategy setStrategy;
    private final SessionVariables sessionVariables = new SessionVariables();
    private final SubmitDdl submitDdl;
    private final MigrationCommand migrationCommand;
    private final ShowMigrations showMigrations;

    /**
     * A router in front of one keyspace.
     *
     * @param keyspace the schema whose tables the engine migrates
     * @param defaultStrategy what {@code SET ddl_strategy = DEFAULT} goes back to
     */
    public PalinodeRouter(MigrationEngine engine, String keyspace, DdlStrategy defaultStrategy) {
        this.setStrategy = new SetStrategy(defaultStrategy, sessionVariables);
        this.submitDdl = new SubmitDdl(engine, keyspace);
        this.migrationCommand = new MigrationCommand(engine, keyspace);
        this.showMigrations = new ShowMigrations(engine, keyspace);
    }

    @Override
    public Route route(SessionState state, String sql) {
        List<String> statements = StatementSplitter.split(sql);
        for (String statement : statements) {
            SqlStatement read = StatementClassifier.classify(statement);
            Optional<Handler> handler = read.accept(new Families(state));
            if (handler.isPresent()) {
                return statements.size() == 1 ? handle(handler.get(), state) : refuseAmongOthers(read.text());
            }
        }
        return new Route.Forward();
    }

    private static Route handle(Handler handler, SessionState state) {
        try {
            return handler.handle(state);
        } catch (EngineFault fault) {
            return new Route.Answer(Reply.Err.of(fault));
        }
    }

    private static Route refuseAmongOthers(String statement) {
        return Answers.refuse(
                EngineFault.Kind.NOT_SUPPORTED,
                "Palinode answers this statement itself; send it as a command of its own, not among others: "
                        + Answers.excerpt(statement));
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
                    ? Optional.of(state -> submitDdl.handle(state, ddl))
                    : Optional.empty();
        }

        @Override
        public Optional<Handler> revert(SqlStatement.Revert revert) {
            return Optional.of(state -> migrationCommand.revert(state, revert));
        }

        @Override
        public Optional<Handler> alterMigration(SqlStatement.AlterMigration alter) {
            return Optional.of(state -> migrationCommand.control(alter));
        }

        @Override
        public Optional<Handler> showMigrations(SqlStatement.ShowMigrations show) {
            return Optional.of(state -> showMigrations.handle(show));
        }

        @Override
        public Optional<Handler> showSessions(SqlStatement.ShowSessions show) {
            return Optional.of(state -> new Route.ListSessions());
        }

        @Override
        public Optional<Handler> unsupported(SqlStatement.UnsupportedVerb verb) {
            return Optional.of(state ->
                    Answers.refuse(EngineFault.Kind.NOT_SUPPORTED, verb.verb() + " is not supported by Palinode yet"));
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
