package dev.palinode.shell.client;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Where a session's statements go.
 *
 * @param name the database, or the keyspace with its shard; empty when none is chosen
 * @param role of the server that gets them, such as {@code primary} and {@code replica}; empty when that is not known
 */
public record Target(Optional<String> name, Optional<String> role) {
    /** Nothing is known. */
    static final Target NONE = new Target(Optional.empty(), Optional.empty());

    private static final String PRIMARY = "primary";
    private static final Set<String> ON = Set.of("1", "ON");

    public Target {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
    }

    /** A Palinode says it, in the words that USE takes; of any other server it is known whether it takes writes. */
    static Target ask(SqlClient client, Optional<String> database) throws SqlFailure {
        try {
            String said = first(client, "SHOW VITESS_TARGET").orElse("");
            int at = said.lastIndexOf('@');
            String name = at < 0 ? said : said.substring(0, at);
            String role = at < 0 ? PRIMARY : said.substring(at + 1).toLowerCase(Locale.ROOT);
            return new Target(Optional.of(name).filter(n -> !n.isEmpty()), Optional.of(role));
        } catch (SqlFailure e) {
            if (e.connectionLost()) {
                throw e;
            }
            return new Target(database, role(client));
        }
    }

    private static Optional<String> role(SqlClient client) throws SqlFailure {
        try {
            return first(client, "SELECT @@GLOBAL.read_only").map(on -> ON.contains(on) ? "replica" : PRIMARY);
        } catch (SqlFailure e) {
            if (e.connectionLost()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static Optional<String> first(SqlClient client, String sql) throws SqlFailure {
        try (Answer answer = client.run(sql)) {
            RowCursor rows = answer.rows().orElseThrow();
            Optional<String> first = Optional.empty();
            for (Optional<List<Optional<String>>> row = rows.next(); row.isPresent(); row = rows.next()) {
                first = row.get().get(0);
            }
            return first;
        }
    }

    @Override
    public String toString() {
        return name.orElse("(none)") + role.map(r -> "@" + r).orElse("");
    }
}
