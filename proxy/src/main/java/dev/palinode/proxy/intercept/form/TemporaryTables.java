package dev.palinode.proxy.intercept.form;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.SqlStatement.Ddl;
import dev.palinode.engine.sql.SqlStatement.DdlKind;
import dev.palinode.engine.sql.SqlStatement.NameRef;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.Set;
import java.util.function.Supplier;

/**
 * DDL that names a table without saying whether it is a temporary one. To the server the session's temporary table comes first,
 * and the permanent one of the same name must not be changed in its place.
 */
public final class TemporaryTables {
    private static final String SIGN = "CREATE TEMPORARY TABLE";

    /** There is no such table, it is none of the account's, or it is not among those that are locked. */
    private static final Set<Integer> NOT_TEMPORARY = Set.of(1044, 1046, 1049, 1100, 1142, 1146);

    private TemporaryTables() {}

    /** Whether a statement may mean a temporary table. */
    public static boolean mayBeMeant(Ddl ddl) {
        return ddl.kind() == DdlKind.INDEX || (ddl.kind() == DdlKind.TABLE && ddl.action() != DdlAction.CREATE);
    }

    /**
     * Asks the session's server which of the tables are temporary: if all are, the statement is the server's.
     *
     * @param migrates what is done if none is
     */
    public static Route ask(Ddl ddl, Supplier<Route> migrates) {
        return ask(ddl, 0, 0, migrates);
    }

    private static Route ask(Ddl ddl, int asked, int temporary, Supplier<Route> migrates) {
        if (asked == ddl.tables().size()) {
            return temporary == 0
                    ? migrates.get()
                    : temporary == asked ? new Route.ForwardInstead(ddl.text()) : refusal();
        }
        NameRef name = ddl.tables().get(asked);
        String table =
                name.schema().map(schema -> TableName.quote(schema) + ".").orElse("") + TableName.quote(name.table());
        return new Route.Ask("SHOW CREATE TABLE " + table, reply -> {
                    if (reply instanceof Reply.Err error && !NOT_TEMPORARY.contains(error.errno())) {
                        return new Route.Answer(reply);
                    }
                    return ask(ddl, asked + 1, temporary + (isTemporary(reply) ? 1 : 0), migrates);
                })
                .withColumns(Answers.UUID);
    }

    private static boolean isTemporary(Reply reply) {
        return reply instanceof Reply.Rows found
                && found.rows().rows().stream()
                        .anyMatch(row -> row.size() > 1
                                && row.get(1)
                                        .filter(sql -> sql.startsWith(SIGN))
                                        .isPresent());
    }

    private static Route refusal() {
        return Answers.refuse(
                EngineFault.Kind.NOT_SUPPORTED,
                "a statement about temporary tables of the session and others is not supported in online DDL; send one"
                        + " for each");
    }
}
