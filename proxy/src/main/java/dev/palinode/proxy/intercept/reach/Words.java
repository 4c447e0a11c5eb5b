package dev.palinode.proxy.intercept.reach;

import java.util.Set;

/** Words that tell where names of tables stand. */
final class Words {
    /** Words behind which a table's name comes, in every statement. */
    static final Set<String> BEFORE_TABLE = Set.of(
            "FROM", "JOIN", "STRAIGHT_JOIN", "INTO", "UPDATE", "INSERT", "REPLACE", "DELETE", "TRUNCATE", "TABLE");

    /** Those that are nothing of the kind in a query. */
    static final Set<String> BEFORE_OBJECT =
            Set.of("TABLES", "REFERENCES", "VIEW", "PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "SEQUENCE");

    /** Those that are it only as the first of a statement. */
    static final Set<String> FIRST = Set.of("DESCRIBE", "DESC", "CALL", "HANDLER", "EXPLAIN");

    static final Set<String> QUERIES =
            Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "SET", "DO", "VALUES", "(");

    /** Words that may stand between such a word and the name. */
    static final Set<String> BETWEEN = Set.of(
            "LOW_PRIORITY",
            "HIGH_PRIORITY",
            "DELAYED",
            "QUICK",
            "IGNORE",
            "INTO",
            "FROM",
            "TABLE",
            "IF",
            "NOT",
            "EXISTS",
            "ONLY",
            "LATERAL",
            "EXTENDED",
            "FULL",
            "CONCURRENT",
            "LOCAL");

    /** Functions with a FROM of their own. */
    static final Set<String> WITH_FROM = Set.of("EXTRACT", "TRIM", "SUBSTRING", "SUBSTR", "MID", "OVERLAY");

    /** Words that make UPDATE, DELETE or FROM another thing. */
    static final Set<String> NO_TABLE_AFTER = Set.of("FOR", "KEY", "ON", "DISTINCT", "SELECT");

    /** Words that end a list of tables. */
    static final Set<String> ENDS = Set.of(
            "WHERE",
            "SET",
            "GROUP",
            "ORDER",
            "HAVING",
            "LIMIT",
            "VALUES",
            "VALUE",
            "SELECT",
            "UNION",
            "WINDOW",
            "ADD",
            "MODIFY",
            "CHANGE",
            "RENAME",
            "LIKE",
            "RETURNING");

    /** What a CREATE or DROP is about. */
    static final Set<String> OBJECTS = Set.of(
            "TABLE", "VIEW", "INDEX", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "SEQUENCE", "DATABASE", "SCHEMA");

    /** Of those, what stands ON a table. */
    static final Set<String> ON_TABLE = Set.of("INDEX", "TRIGGER");

    /** What an ON begins that is no condition of a join. */
    static final Set<String> ON_EVENT = Set.of("DUPLICATE", "DELETE", "UPDATE");

    /** How something is explained. */
    static final Set<String> EXPLAINED = Set.of("ANALYZE", "FORMAT", "PARTITIONS");

    /** Behind these comes one table. */
    static final Set<String> BEFORE_ONE = Set.of("INTO", "DELETE", "INSERT", "REFERENCES");

    /** Schemas that every server has. */
    static final Set<String> EVERYWHERE = Set.of("information_schema", "mysql", "performance_schema", "sys");

    private Words() {}
}
