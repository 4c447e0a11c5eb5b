package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.SqlLexer;
import dev.palinode.engine.sql.SqlStatement.Ddl;
import dev.palinode.engine.sql.SqlStatement.DdlKind;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks the server for what a migration takes along: the session's variables and its account. */
final class SessionQuestion {
    static final String QUERY = SessionSettings.NAMES.stream()
            .map(name -> "@@SESSION." + name)
            .collect(Collectors.joining(", ", "SELECT ", ", CURRENT_USER()"));

    private SessionQuestion() {}

    /**
     * What the server has said.
     *
     * @param account of the session at the server, {@code user@host}
     */
    record Submitter(SessionSettings settings, String account) {
        /** The same with the session's default schema, where it is another one and the statement may name tables of it. */
        Submitter in(Optional<String> database, Ddl ddl) {
            Optional<String> written = ddl.tables().get(0).schema();
            boolean view = ddl.kind() == DdlKind.VIEW && ddl.action() != DdlAction.DROP;
            boolean like = ddl.kind() == DdlKind.TABLE
                    && ddl.action() == DdlAction.CREATE
                    && SqlLexer.tokens(ddl.text()).stream().anyMatch(token -> token.isWord(ddl.text(), "LIKE"));
            return database.filter(name -> (view || like) && !name.equals(written.orElse(name)))
                    .map(name -> new Submitter(settings.in(name), account))
                    .orElse(this);
        }

        /** The account as SQL text. */
        String quotedAccount() {
            int at = account.lastIndexOf('@');
            return TableName.quote(account.substring(0, at)) + "@" + TableName.quote(account.substring(at + 1));
        }
    }

    /** Asks, and goes on with the answer. */
    static Route.Ask ask(Function<Submitter, Route> then) {
        return new Route.Ask(QUERY, reply -> {
            if (!(reply instanceof Reply.Rows rows) || rows.rows().rows().size() != 1) {
                return new Route.Answer(reply);
            }
            try {
                return then.apply(submitter(rows.rows().rows().get(0)));
            } catch (IllegalArgumentException e) {
                return Answers.refuse(EngineFault.Kind.NOT_SUPPORTED, String.valueOf(e.getMessage()));
            }
        });
    }

    private static Submitter submitter(List<Optional<String>> values) {
        Map<String, String> found = new HashMap<>();
        int last = values.size() - 1;
        for (int i = 0; i < last; i++) {
            String name = SessionSettings.NAMES.get(i);
            values.get(i).ifPresent(value -> found.put(name, SessionSettings.word(value)));
        }
        return new Submitter(new SessionSettings(found), values.get(last).orElse("@"));
    }
}
