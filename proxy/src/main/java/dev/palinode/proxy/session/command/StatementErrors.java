package dev.palinode.proxy.session.command;

import dev.palinode.proxy.intercept.answer.Reply;

/** The errors of the prepared statement commands that the proxy tells itself, in MySQL's words. */
public final class StatementErrors {
    public static final Reply.Err WRONG_PARAMETERS = new Reply.Err(1210, "HY000", "Incorrect arguments to EXECUTE");

    public static final Reply.Err TOO_MANY = new Reply.Err(
            1461,
            "42000",
            "Can't create more than max_prepared_stmt_count statements (current value: " + PreparedStatements.LIMIT
                    + ")");

    /** What is no change of rows cannot be executed for many rows at once. */
    public static final Reply.Err NOT_FOR_ROWS =
            new Reply.Err(1295, "HY000", "This command is not supported in the prepared statement protocol yet");

    private StatementErrors() {}

    /** No statement has that id. */
    public static Reply.Err unknown(int id) {
        return new Reply.Err(
                1243,
                "HY000",
                "Unknown prepared statement handler (" + Integer.toUnsignedLong(id) + ") given to the proxy");
    }
}
