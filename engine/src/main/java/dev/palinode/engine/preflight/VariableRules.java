package dev.palinode.engine.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which global variables must have which value; one that the server does not have needs none. */
final class VariableRules {
    private VariableRules() {}

    static List<Problem> check(Map<String, String> variables) {
        List<Problem> problems = new ArrayList<>();
        if (!is(variables, "log_bin", "ON")) {
            problems.add(Problem.error(
                    "log_bin is OFF: there is no binlog to read",
                    "put log_bin=binlog and a server_id under [mysqld] in its option file, and restart it"));
        }
        if (variables.getOrDefault("server_id", "1").equals("0")) {
            problems.add(Problem.error("server_id is 0: the server serves no binlog", "SET GLOBAL server_id = 1"));
        }
        expect(variables, "binlog_format", "ROW", "the binlog lacks the changed rows", problems);
        expect(variables, "binlog_row_image", "FULL", "the binlog lacks columns of the changed rows", problems);
        expect(variables, "binlog_row_value_options", "", "changes of JSON values are incomplete", problems);
        gtid(variables, problems);
        warn(variables, problems);
        return problems;
    }

    /** What goes well for most of the time, or ends migrations and not more. */
    private static void warn(Map<String, String> variables, List<Problem> problems) {
        if (is(variables, "gtid_strict_mode", "OFF")) {
            problems.add(Problem.warning(
                    "gtid_strict_mode is OFF: a transaction whose number does not grow ends the migrations of its time",
                    "SET GLOBAL gtid_strict_mode = ON"));
        }
        String locks = variables.getOrDefault("max_write_lock_count", "");
        if (locks.matches("\\d{1,4}")) {
            problems.add(Problem.warning(
                    "max_write_lock_count is " + locks + ": no table is swapped below 10000, since writers could come"
                            + " before the RENAME",
                    "SET GLOBAL max_write_lock_count = DEFAULT"));
        }
    }

    private static void expect(
            Map<String, String> variables, String name, String value, String consequence, List<Problem> problems) {
        String actual = variables.getOrDefault(name, value);
        if (!actual.equalsIgnoreCase(value)) {
            problems.add(Problem.error(
                    name + " is " + actual + ": " + consequence,
                    "SET GLOBAL " + name + " = " + (value.equals("OFF") ? value : "'" + value + "'")
                            + " (and in its option file; sessions that are open keep the old value)"));
        }
    }

    /** MariaDB has no such variable: it always has GTIDs. */
    private static void gtid(Map<String, String> variables, List<Problem> problems) {
        String mode = variables.getOrDefault("gtid_mode", "ON");
        List<String> steps = List.of("OFF", "OFF_PERMISSIVE", "ON_PERMISSIVE", "ON");
        int at = steps.indexOf(mode);
        if (at < 0 || at == steps.size() - 1) {
            return;
        }
        StringBuilder fix = new StringBuilder("SET PERSIST enforce_gtid_consistency = ON;");
        for (String step : steps.subList(at + 1, steps.size())) {
            fix.append(" SET PERSIST gtid_mode = ").append(step).append(';');
        }
        problems.add(
                Problem.error("gtid_mode is " + mode + ": positions would not survive a failover", fix.toString()));
    }

    private static boolean is(Map<String, String> variables, String name, String value) {
        return variables.getOrDefault(name, "").equalsIgnoreCase(value);
    }
}
