package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.MigrationEngine.Proposal;
import dev.palinode.engine.MigrationEngine.Submission;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.SqlStatement.Ddl;
import dev.palinode.engine.sql.SqlStatement.DdlKind;
import dev.palinode.engine.sql.SqlStatement.DdlTrait;
import dev.palinode.engine.sql.SqlStatement.NameRef;
import dev.palinode.engine.sql.classify.NameRewriter;
import dev.palinode.engine.sql.classify.ViewStatement;
import dev.palinode.proxy.intercept.SessionQuestion.Submitter;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** DDL under a managed strategy: each table or view concerned becomes a migration. What cannot be done well is refused. */
final class SubmitDdl {
    /** What they do to foreign keys is not ours to see to. */
    private static final Set<DdlStrategy.Kind> OTHERS =
            Set.of(DdlStrategy.Kind.MYSQL, DdlStrategy.Kind.GH_OST, DdlStrategy.Kind.PT_OSC);

    private final MigrationEngine engine;
    private final List<String> keyspaces;

    /** @param keyspaces whose tables the engine migrates, the session's first */
    SubmitDdl(MigrationEngine engine, List<String> keyspaces) {
        this.engine = engine;
        this.keyspaces = List.copyOf(keyspaces);
    }

    /** Whether the statement is to become a migration; temporary tables, programs and databases are not. */
    static boolean concerns(Ddl ddl) {
        return ddl.kind() != DdlKind.OTHER && !ddl.is(DdlTrait.TEMPORARY);
    }

    Route handle(SessionState state, Ddl ddl) {
        refuse(faults(ddl, state.strategy()));
        DdlStrategyParser.checkForSubmission(state.strategy());
        List<TableName> tables = tables(state, ddl);
        refuse(strangers(state, tables));
        refuse(doubles(tables));
        boolean waits = state.strategy().has(DdlStrategy.Flag.WAIT);
        return submitting(
                        state,
                        ddl,
                        tables,
                        submissions -> AwaitedOutcome.route(engine, waits, () -> engine.submitAll(submissions)))
                .withColumns(Answers.UUID);
    }

    private static void refuse(List<EngineFault> faults) {
        faults.stream().findFirst().ifPresent(fault -> {
            throw fault;
        });
    }

    /** EXPLAIN VITESS_MIGRATION: all but the submission. */
    Route explain(SessionState state, Ddl ddl) {
        List<TableName> tables = tables(state, ddl);
        List<EngineFault> faults = new ArrayList<>();
        boolean migrates = state.strategy().isManaged() && concerns(ddl);
        if (migrates || tables.isEmpty()) {
            faults.addAll(faults(ddl, state.strategy()));
            faults.addAll(migrates ? strangers(state, tables) : List.of());
            faults.addAll(doubles(tables));
        }
        return submitting(
                        state,
                        ddl,
                        tables,
                        submissions -> Answers.work(
                                false,
                                engine.planColumns(),
                                () -> new Reply.Rows(engine.plan(new Proposal(submissions, faults)))))
                .withColumns(engine.planColumns());
    }

    /** Asks for what a submission takes along, and goes on with one for each table. */
    private static Route.Ask submitting(
            SessionState state, Ddl ddl, List<TableName> tables, Function<List<Submission>, Route> then) {
        DdlStrategy strategy = state.strategy();
        String context = state.effectiveContext();
        return SessionQuestion.ask(submitter -> {
            List<Submission> submissions = new ArrayList<>();
            for (int i = 0; i < tables.size(); i++) {
                NameRef name = ddl.tables().get(i);
                submissions.add(
                        submission(ddl, name, tables.get(i), strategy, context, submitter.in(state.database(), ddl)));
            }
            return then.apply(submissions);
        });
    }

    private static Submission submission(
            Ddl ddl, NameRef name, TableName table, DdlStrategy strategy, String context, Submitter submitter) {
        boolean index = ddl.kind() == DdlKind.INDEX;
        boolean several = ddl.tables().size() > 1;
        String written = index ? NameRewriter.indexAsAlter(ddl) : several ? dropOf(ddl, name) : ddl.text();
        String statement = NameRewriter.withoutComments(written);
        boolean defined = ddl.kind() == DdlKind.VIEW && ddl.action() != DdlAction.DROP;
        return new Submission(
                index ? DdlAction.ALTER : ddl.action(),
                table,
                !index && ddl.is(DdlTrait.IF_EXISTS),
                defined ? ViewStatement.withDefiner(statement, submitter.quotedAccount()) : statement,
                strategy,
                context,
                submitter.settings());
    }

    private static String dropOf(Ddl ddl, NameRef name) {
        String ifExists = ddl.is(DdlTrait.IF_EXISTS) ? "IF EXISTS " : "";
        return "DROP " + ddl.kind() + " " + ifExists + name.span().of(ddl.text());
    }

    private static List<TableName> tables(SessionState state, Ddl ddl) {
        return ddl.tables().stream().map(name -> resolve(state, name)).toList();
    }

    private static TableName resolve(SessionState state, NameRef name) {
        Optional<String> schema = name.schema().or(state::database);
        return new TableName(
                schema.orElseThrow(() -> new EngineFault(EngineFault.Kind.NO_DATABASE, "No database selected")),
                name.table());
    }

    private List<EngineFault> strangers(SessionState state, List<TableName> tables) {
        return tables.stream()
                .filter(table -> !keyspaces.contains(table.schema()))
                .flatMap(table -> DdlStrategyParser.keyspaceFault(state.strategy(), keyspaces.get(0), table).stream())
                .toList();
    }

    /** As the server says it. */
    private static List<EngineFault> doubles(List<TableName> tables) {
        Set<TableName> seen = new HashSet<>();
        return tables.stream()
                .filter(table -> !seen.add(table))
                .map(table ->
                        new EngineFault(EngineFault.Kind.REFUSED, "Not unique table/alias: '" + table.table() + "'"))
                .toList();
    }

    /** Why the statement cannot become a migration; the first reason counts. */
    private static List<EngineFault> faults(Ddl ddl, DdlStrategy strategy) {
        if (ddl.tables().isEmpty()) {
            return List.of(new EngineFault(
                    EngineFault.Kind.SYNTAX,
                    "You have an error in your SQL syntax; the name of the table cannot be read in '"
                            + Answers.excerpt(ddl.text()) + "'"));
        }
        List<EngineFault> faults = new ArrayList<>();
        if (ddl.is(DdlTrait.FROM_QUERY)) {
            faults.add(
                    refused("CREATE TABLE … SELECT is not supported in online DDL: the rows would be read at an unknown"
                            + " later time; create the table first, then fill it"));
        }
        if (ddl.is(DdlTrait.OR_REPLACE) && ddl.kind() != DdlKind.VIEW) {
            faults.add(refused("CREATE OR REPLACE " + ddl.kind()
                    + " is not supported in online DDL: what it replaces could not be taken back"));
        }
        if (ddl.is(DdlTrait.IGNORE)) {
            faults.add(refused("ALTER IGNORE TABLE is not supported in online DDL: it drops rows"));
        }
        if (ddl.is(DdlTrait.RENAMES_TABLE)) {
            faults.add(refused("ALTER TABLE ... RENAME is not supported in online DDL; RENAME TABLE runs directly"));
        }
        boolean alters = ddl.action() == DdlAction.ALTER || strategy.has(DdlStrategy.Flag.DECLARATIVE);
        if (ddl.is(DdlTrait.FOREIGN_KEY) && alters && OTHERS.contains(strategy.kind())) {
            faults.add(refused("foreign key constraints are not supported in online DDL by the strategy '"
                    + strategy.kind().sql() + "'; use 'vitess'"));
        }
        return faults;
    }

    private static EngineFault refused(String message) {
        return new EngineFault(EngineFault.Kind.NOT_SUPPORTED, message);
    }
}
