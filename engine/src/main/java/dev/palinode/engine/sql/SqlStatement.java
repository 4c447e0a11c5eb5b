package dev.palinode.engine.sql;

import dev.palinode.engine.model.DdlAction;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What one statement is, as far as it may concern us. Spans count in the statement's own text. */
public sealed interface SqlStatement {
    /** The statement as the user wrote it, without the blanks, comments and semicolons around it. */
    String text();

    /** Calls the visitor's method for this kind of statement. */
    <R> R accept(Visitor<R> visitor);

    /** One method per kind of statement. */
    interface Visitor<R> {
        R setVariables(SetVariables set);

        R readVariables(ReadVariables read);

        R ddl(Ddl ddl);

        R revert(Revert revert);

        R alterMigration(AlterMigration alter);

        R showMigrations(ShowMigrations show);

        R showLogs(ShowLogs show);

        R showSessions(ShowSessions show);

        R showThrottler(ShowThrottler show);

        R showTableGc(ShowTableGc show);

        R explainMigration(ExplainMigration explain);

        R cluster(Cluster cluster);

        R malformed(Malformed malformed);

        R use(Use use);

        R other(Other other);
    }

    /**
     * A SET that assigns to at least one of our variables.
     *
     * @param assignments those to our variables, in order
     * @param remainder the statement without these assignments; empty when nothing else is assigned
     */
    record SetVariables(String text, List<Assignment> assignments, Optional<ReadVariables> remainder)
            implements SqlStatement {
        public SetVariables {
            assignments = List.copyOf(assignments);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.setVariables(this);
        }
    }

    /**
     * An assignment to one of our variables.
     *
     * @param session whether the session's value is meant, not a global or persisted one
     * @param span the assignment in the text, from the scope's word to the value's end
     */
    record Assignment(OwnVariable variable, boolean session, OwnVariable.Value value, Span span) {}

    /**
     * A statement that only reads our variables.
     *
     * @param uses where; may be empty in the remainder of a SET
     */
    record ReadVariables(String text, List<VariableUse> uses) implements SqlStatement {
        public ReadVariables {
            uses = List.copyOf(uses);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.readVariables(this);
        }

        /** The text with literals in place of the variables, and the names of result columns kept. */
        public String rewrite(Function<OwnVariable, String> values) {
            return SqlText.apply(
                    text, uses.stream().map(use -> use.edit(text, values)).toList());
        }
    }

    /**
     * A place where one of our variables is read.
     *
     * @param session whether the session's value is meant
     * @param wholeColumn whether it is a result column by itself, without an alias
     */
    record VariableUse(OwnVariable variable, boolean session, Span span, boolean wholeColumn) {
        SqlText.Edit edit(String text, Function<OwnVariable, String> values) {
            String literal = SqlText.literal(values.apply(variable));
            String label = wholeColumn ? " AS `" + span.of(text).replace("`", "``") + "`" : "";
            return new SqlText.Edit(span, literal + label);
        }
    }

    /**
     * A CREATE, ALTER or DROP.
     *
     * @param tables the tables or views concerned, in order; empty for {@link DdlKind#OTHER}, and when the names
     *     cannot be read
     */
    record Ddl(String text, DdlAction action, DdlKind kind, List<NameRef> tables, Set<DdlTrait> traits)
            implements SqlStatement {
        public Ddl {
            tables = List.copyOf(tables);
            traits = Set.copyOf(traits);
        }

        /** Whether the statement has the trait. */
        public boolean is(DdlTrait trait) {
            return traits.contains(trait);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.ddl(this);
        }
    }

    /** What a DDL statement is about. */
    enum DdlKind {
        TABLE,
        VIEW,
        INDEX,
        OTHER
    }

    /** What else is said in a DDL statement. */
    enum DdlTrait {
        /** IF EXISTS, or in a CREATE: IF NOT EXISTS. */
        IF_EXISTS,
        OR_REPLACE,
        TEMPORARY,
        /** ALTER IGNORE TABLE of MariaDB, which drops rows that collide. */
        IGNORE,
        /** The table is filled from a query. */
        FROM_QUERY,
        /** A foreign key is made or dropped. */
        FOREIGN_KEY,
        /** An ALTER TABLE that gives the table another name. */
        RENAMES_TABLE
    }

    /**
     * The name of a table in the text.
     *
     * @param schema the qualifier, if there is one
     */
    record NameRef(Optional<String> schema, String table, Span span) {
        public NameRef {
            Objects.requireNonNull(schema, "schema");
        }
    }

    /** REVERT VITESS_MIGRATION. */
    record Revert(String text, String uuid) implements SqlStatement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.revert(this);
        }
    }

    /**
     * ALTER VITESS_MIGRATION.
     *
     * @param uuid the migration as written; empty means ALL
     * @param argument what stands behind the verb, as written, if anything does
     */
    record AlterMigration(String text, MigrationVerb verb, Optional<String> uuid, Optional<String> argument)
            implements SqlStatement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.alterMigration(this);
        }
    }

    /**
     * SHOW VITESS_MIGRATIONS.
     *
     * @param where the condition as written
     * @param order ORDER BY and LIMIT as written
     */
    record ShowMigrations(
            String text,
            Optional<String> keyspace,
            Optional<String> like,
            Optional<String> where,
            Optional<String> order)
            implements SqlStatement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.showMigrations(this);
        }
    }

    /** SHOW VITESS_MIGRATION … LOGS. */
    record ShowLogs(String text, String uuid) implements SqlStatement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.showLogs(this);
        }
    }

    /** SHOW VITESS_SESSIONS, which Vitess does not have. */
    record ShowSessions(String text) implements SqlStatement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.showSessions(this);
        }
    }

    /**
     * SHOW VITESS_THROTTLED_APPS, or SHOW VITESS_THROTTLER STATUS.
     *
     * @param apps whether it is the former
     */
    record ShowThrottler(String text, boolean apps) implements SqlStatement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.showThrottler(this);
        }
    }

    /** SHOW VITESS_TABLE_GC, which Vitess does not have. */
    record ShowTableGc(String text) implements SqlStatement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.showTableGc(this);
        }
    }

    /**
     * EXPLAIN VITESS_MIGRATION, which Vitess does not have.
     *
     * @param ddl what would become of it is asked for
     */
    record ExplainMigration(String text, Ddl ddl) implements SqlStatement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.explainMigration(this);
        }
    }

    /** VTCTL, SHOW KEYSPACES, or a SHOW VITESS_… that is not about migrations: see {@code sql.cluster}. */
    record Cluster(String text) implements SqlStatement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cluster(this);
        }
    }

    /** A statement meant for us that cannot be read; the message is MySQL's, with what was expected. */
    record Malformed(String text, String message) implements SqlStatement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.malformed(this);
        }
    }

    /** USE. */
    record Use(String text, String database) implements SqlStatement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.use(this);
        }
    }

    /** None of our business. */
    record Other(String text) implements SqlStatement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.other(this);
        }
    }
}
