package dev.palinode.engine.preflight;

import dev.palinode.engine.dialect.ServerVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Which privileges the account must have, and the GRANT that gives what is missing. */
final class PrivilegeRules {
    private static final List<String> ON_KEYSPACE = List.of(
            "SELECT",
            "INSERT",
            "UPDATE",
            "DELETE",
            "CREATE",
            "DROP",
            "ALTER",
            "INDEX",
            "LOCK TABLES",
            "TRIGGER",
            "CREATE TEMPORARY TABLES");
    private static final List<String> FOR_VIEWS = List.of("CREATE VIEW", "SHOW VIEW");
    private static final List<String> FOR_FOREIGN_KEYS = List.of("REFERENCES");
    private static final List<String> ON_SIDECAR =
            List.of("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "INDEX");

    private PrivilegeRules() {}

    /**
     * Checks what SHOW GRANTS said.
     *
     * @param account as a GRANT names it
     * @param keyspace the keyspace's schema
     * @param sidecar the schema of our own tables
     * @param version of the server
     */
    static List<Problem> check(Grants grants, String account, String keyspace, String sidecar, ServerVersion version) {
        List<Problem> problems = new ArrayList<>();
        schema(grants, account, keyspace, ON_KEYSPACE, "", Problem::error, problems);
        schema(grants, account, keyspace, FOR_VIEWS, ", for migrations of views", Problem::warning, problems);
        schema(
                grants,
                account,
                keyspace,
                FOR_FOREIGN_KEYS,
                ", for tables with foreign keys",
                Problem::warning,
                problems);
        schema(grants, account, sidecar, ON_SIDECAR, "", Problem::error, problems);
        version.lockSchema()
                .ifPresent(locks -> schema(grants, account, locks, List.of("SELECT"), "", Problem::error, problems));
        global(grants, account, List.of("REPLICATION SLAVE"), "to read the binlog", Problem::error, problems);
        global(
                grants,
                account,
                List.of("REPLICATION CLIENT", "BINLOG MONITOR"),
                "to ask for the position of the binlog",
                Problem::error,
                problems);
        global(grants, account, List.of("PROCESS"), "to see who holds a lock", Problem::error, problems);
        global(
                grants,
                account,
                List.of(version.killPrivilege(), "SUPER"),
                "to end transactions of others that block a cut-over, when told to",
                Problem::warning,
                problems);
        global(
                grants,
                account,
                List.of(version.replicationPrivilege(), "SUPER"),
                "to see how servers replicate, without which no change of the primary is followed",
                Problem::warning,
                problems);
        return problems;
    }

    private static void schema(
            Grants grants,
            String account,
            String schema,
            List<String> needed,
            String purpose,
            BiFunction<String, String, Problem> severity,
            List<Problem> problems) {
        List<String> missing = needed.stream()
                .filter(privilege -> !grants.onSchema(privilege, schema))
                .toList();
        if (!missing.isEmpty()) {
            String list = String.join(", ", missing);
            // An underscore in a GRANT stands for any character unless it is escaped.
            String pattern = schema.replace("_", "\\_").replace("`", "``");
            problems.add(severity.apply(
                    account + " lacks " + list + " on the schema " + schema + purpose,
                    "GRANT " + list + " ON `" + pattern + "`.* TO " + account));
        }
    }

    private static void global(
            Grants grants,
            String account,
            List<String> anyOf,
            String purpose,
            BiFunction<String, String, Problem> severity,
            List<Problem> problems) {
        if (!grants.globally(anyOf)) {
            String privilege = anyOf.get(0);
            problems.add(severity.apply(
                    account + " lacks " + privilege + ", " + purpose, "GRANT " + privilege + " ON *.* TO " + account));
        }
    }
}
