package dev.palinode.engine.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of the session of whoever submitted a migration changes what a DDL statement means: it is run later, by another
 * session, and must mean the same there.
 *
 * @param variables values by name, of those in {@link #NAMES}; what is not there is as the server has it globally
 * @param schema the default schema, where it is another than that of the table and the statement may have other names
 *     without a schema
 */
public record SessionSettings(Map<String, String> variables, Optional<String> schema) {
    /** The variables that count. */
    public static final List<String> NAMES =
            List.of("sql_mode", "time_zone", "collation_connection", "default_storage_engine", "innodb_strict_mode");

    /** Those of a session that changed nothing. */
    public static final SessionSettings GLOBAL = new SessionSettings(Map.of());

    /** Stored like a variable, but none that could be set. */
    private static final String SCHEMA = "schema";

    /** Modes, zones, collations and engines are all written in these characters, none of which needs quoting. */
    private static final Pattern PLAIN = Pattern.compile("[\\w+:/,. -]*");

    public SessionSettings {
        variables = Map.copyOf(variables);
        variables.forEach((name, value) -> {
            if (!NAMES.contains(name) || !PLAIN.matcher(value).matches()) {
                throw new IllegalArgumentException("not a session variable of a migration: " + name + " = " + value);
            }
        });
        if (schema.filter(name -> name.lines().count() != 1).isPresent()) {
            throw new IllegalArgumentException("not the schema of a migration: " + schema.get());
        }
    }

    /** Those of a session whose default schema is of no account. */
    public SessionSettings(Map<String, String> variables) {
        this(variables, Optional.empty());
    }

    /** The same with a default schema. */
    public SessionSettings in(String defaultSchema) {
        return new SessionSettings(variables, Optional.of(defaultSchema));
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
        Optional<String> schema = stored.lines()
                .filter(line -> line.startsWith(SCHEMA + "="))
                .map(line -> line.substring(SCHEMA.length() + 1))
                .findFirst();
        return new SessionSettings(found, schema);
    }

    /** One line for each variable, and for the schema: name, equals sign, value. */
    public String stored() {
        Stream<String> set =
                NAMES.stream().filter(variables::containsKey).map(name -> name + "=" + variables.get(name));
        return Stream.concat(set, schema.map(name -> SCHEMA + "=" + name).stream())
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
