package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.SessionSettings;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks the server for the session variables that a migration takes along. */
final class SessionQuestion {
    static final String QUERY = SessionSettings.NAMES.stream()
            .map(name -> "@@SESSION." + name)
            .collect(Collectors.joining(", ", "SELECT ", ""));

    private SessionQuestion() {}

    /** Asks, and goes on with the answer. */
    static Route.Ask ask(Function<SessionSettings, Route> then) {
        return new Route.Ask(QUERY, reply -> {
            if (!(reply instanceof Reply.Rows rows) || rows.rows().rows().size() != 1) {
                return new Route.Answer(reply);
            }
            try {
                return then.apply(settings(rows.rows().rows().get(0)));
            } catch (IllegalArgumentException e) {
                return Answers.refuse(EngineFault.Kind.NOT_SUPPORTED, String.valueOf(e.getMessage()));
            }
        });
    }

    private static SessionSettings settings(List<Optional<String>> values) {
        Map<String, String> found = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            String name = SessionSettings.NAMES.get(i);
            values.get(i).ifPresent(value -> found.put(name, SessionSettings.word(value)));
        }
        return new SessionSettings(found);
    }
}
