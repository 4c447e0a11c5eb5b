package dev.palinode.engine.preflight;

import dev.palinode.engine.dialect.ServerVersion;
import dev.palinode.engine.topo.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks whether the primary has all that we need, and reports everything that is missing at once. Blocks. */
public final class Preflight {
    private final String sidecar;

    /** @param sidecar the schema of our own tables */
    public Preflight(String sidecar) {
        this.sidecar = sidecar;
    }

    /**
     * Checks the primary.
     *
     * @return the warnings
     * @throws SetupFault if something is missing; its message lists all of it, with the fixes
     */
    public List<Problem> check(Tablet primary, String keyspace) {
        try (Connection connection = Backends.connect(primary.address(), primary.login(), primary.tls())) {
            Map<String, String> variables = Backends.variables(connection);
            List<Problem> problems = look(connection, variables, keyspace);
            List<String> errors = problems.stream()
                    .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                    .map(problem -> "  - " + problem)
                    .toList();
            if (!errors.isEmpty()) {
                String version = ServerVersion.parse(variables.getOrDefault("version", ""))
                        .text();
                throw new SetupFault("cannot work on " + primary.address() + " (" + version + ") yet:\n"
                        + String.join("\n", errors));
            }
            return problems;
        } catch (SQLException e) {
            throw new SetupFault("cannot look at " + primary.address() + ": " + Backends.reason(e), e);
        }
    }

    private List<Problem> look(Connection connection, Map<String, String> variables, String keyspace)
            throws SQLException {
        List<Problem> problems = new ArrayList<>();
        ServerVersion version = ServerVersion.parse(variables.getOrDefault("version", ""));
        if (!version.isSupported()) {
            problems.add(Problem.error(
                    "the server is " + version.text() + ", and the oldest that work are " + ServerVersion.oldest(),
                    "upgrade it"));
        }
        problems.addAll(VariableRules.check(variables));
        problems.addAll(BinlogFilterRule.check(connection));
        List<String> schemas = Backends.column(connection, "SHOW DATABASES");
        boolean folded = !variables.getOrDefault("lower_case_table_names", "0").equals("0");
        if (schemas.stream().noneMatch(name -> folded ? name.equalsIgnoreCase(keyspace) : name.equals(keyspace))) {
            problems.add(Problem.error(
                    "there is no schema " + keyspace + " that this account can see",
                    "CREATE DATABASE `" + keyspace.replace("`", "``") + "`"));
        }
        problems.addAll(PrivilegeRules.check(grants(connection), account(connection), keyspace, sidecar, version));
        return problems;
    }

    /** What roles give is shown by MySQL only when they are named, and by MariaDB only when they are not. */
    private static Grants grants(Connection connection) throws SQLException {
        String roles = Backends.column(connection, "SELECT CURRENT_ROLE()").get(0);
        if (roles.startsWith("`")) {
            return Grants.parse(Backends.column(connection, "SHOW GRANTS FOR CURRENT_USER() USING " + roles));
        }
        return Grants.parse(Backends.column(connection, "SHOW GRANTS"));
    }

    private static String account(Connection connection) throws SQLException {
        String current = Backends.column(connection, "SELECT CURRENT_USER()").get(0);
        int at = current.lastIndexOf('@');
        return "'" + current.substring(0, at).replace("'", "''") + "'@'" + current.substring(at + 1) + "'";
    }
}
