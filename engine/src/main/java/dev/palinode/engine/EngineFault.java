package dev.palinode.engine;

import java.util.Objects;

/** An error of the engine that a client shall see; its kind maps once to MySQL's error number and SQLSTATE. */
public final class EngineFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String UNKNOWN = "migration not found: ";

    private final Kind kind;

    /** Nobody knows a migration of that UUID, or of one that begins so. */
    public static EngineFault unknownMigration(String uuid) {
        return new EngineFault(Kind.REFUSED, UNKNOWN + uuid);
    }

    /** Whether it is that there is no such migration. */
    public boolean isUnknownMigration() {
        return kind == Kind.REFUSED && String.valueOf(getMessage()).startsWith(UNKNOWN);
    }

    public EngineFault(Kind kind, String message) {
        super(message);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    public EngineFault(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    public Kind kind() {
        return kind;
    }

    /** What went wrong, as MySQL numbers it (codes and states: MySQL's server error reference). */
    public enum Kind {
        /** A value that a variable cannot take: ER_WRONG_VALUE_FOR_VAR. */
        WRONG_VALUE_FOR_VARIABLE(1231, "42000"),
        /** Text that cannot be read: ER_PARSE_ERROR. */
        SYNTAX(1064, "42000"),
        /** A column that is not there: ER_BAD_FIELD_ERROR. */
        UNKNOWN_COLUMN(1054, "42S22"),
        /** A malformed argument, for example of a UUID: ER_WRONG_ARGUMENTS. */
        WRONG_ARGUMENT(1210, "HY000"),
        /** No database selected: ER_NO_DB_ERROR. */
        NO_DATABASE(1046, "3D000"),
        /** A statement that this strategy or server cannot do: ER_NOT_SUPPORTED_YET. */
        NOT_SUPPORTED(1235, "42000"),
        /** The migration is unknown, or in a state that does not allow the operation: ER_UNKNOWN_ERROR. */
        REFUSED(1105, "HY000"),
        /** Access denied for the operation: ER_SPECIFIC_ACCESS_DENIED_ERROR. */
        DENIED(1227, "42000"),
        /** The primary cannot be reached; trying again may help: ER_UNKNOWN_ERROR, as in Vitess. */
        UNAVAILABLE(1105, "HY000");

        private final int errno;
        private final String sqlState;

        Kind(int errno, String sqlState) {
            this.errno = errno;
            this.sqlState = sqlState;
        }

        /** MySQL's error number. */
        public int errno() {
            return errno;
        }

        /** Five characters. */
        public String sqlState() {
            return sqlState;
        }
    }
}
