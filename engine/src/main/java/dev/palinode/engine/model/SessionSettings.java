package dev.palinode.engine.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The session variables of whoever submitted a migration, as far as they change what a DDL statement means: it is run
 * later, by another session, and must mean the same there.
 *
 * @param variables values by name, of those in {@link #NAMES}; what is not there is as the server has it globally
 */
public record SessionSettings(Map<String, String> variables) {
    /** The variables that count. */
    public static final List<String> NAMES =
            List.of("sql_mode", "time_zone", "collation_connection", "default_storage_engine", "innodb_strict_mode");

    /** Those of a session that changed nothing. */
    public static final SessionSettings GLOBAL = new SessionSettings(Map.of());

    /** Modes, zones, collations and engines are all written in these characters, none of which needs quoting. */
    private static final Pattern PLAIN = Pattern.compile("[\\w+:/,. -]*");

    public SessionSettings {
        variables = Map.copyOf(variables);
        variables.forEach((name, value) -> {
            if (!NAMES.contains(name) || !PLAIN.matcher(value).matches()) {
                throw new IllegalArgumentException("not a session variable of a migration: " + name + " = " + value);
            }
        });
    }

    /** The settings that {@link #stored} wrote. */
    public static SessionSettings parse(String stored) {
        Map<String, String> found = new LinkedHashMap<>();
        stored.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0 && NAMES.contains(line.substring(0, equals))) {
                found.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return new SessionSettings(found);
    }

    /** One line for each variable: name, equals sign, value. */
    public String stored() {
        return NAMES.stream()
                .filter(variables::containsKey)
                .map(name -> name + "=" + variables.get(name))
                .collect(Collectors.joining("\n"));
    }

    /** Whether two values of a variable mean the same. */
    public static boolean same(String one, String other) {
        return word(one).equalsIgnoreCase(word(other));
    }

    /** The value as SET takes it as a text: servers tell switches as numbers. */
    public static String word(String value) {
        return value.equals("1") ? "ON" : value.equals("0") ? "OFF" : value;
    }

    /** Whether the SQL mode has a flag such as {@code ANSI_QUOTES}. */
    public boolean hasMode(String flag) {
        return List.of(variables.getOrDefault("sql_mode", "").split(",", -1)).contains(flag);
    }
}
