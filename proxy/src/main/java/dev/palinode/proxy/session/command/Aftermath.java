package dev.palinode.proxy.session.command;

import dev.palinode.proxy.intercept.answer.Reply;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * What a server is told to do after a statement that the proxy has answered, so that SHOW WARNINGS, SHOW ERRORS, GET
 * DIAGNOSTICS and the counts are about that statement and not about the one before it.
 */
public final class Aftermath {
    /**
     * Has no warnings, like the server's own SET and DDL. It reads from something: else MariaDB does not forget the
     * warnings of the statement before.
     */
    private static final String NOTHING = "DO (SELECT 0 FROM (SELECT 0) d)";

    /** Characters of MESSAGE_TEXT, beyond which a server refuses SIGNAL. */
    private static final int MAX_MESSAGE = 128;

    private Aftermath() {}

    /** A statement in ASCII; it fails with the error of ours, if that was the answer. */
    public static String of(Reply reply) {
        if (!(reply instanceof Reply.Err error)) {
            return NOTHING;
        }
        String message = error.message();
        if (message.codePointCount(0, message.length()) > MAX_MESSAGE) {
            message = message.substring(0, message.offsetByCodePoints(0, MAX_MESSAGE - 1)) + "…";
        }
        // In hexadecimal it means the same in every character set and SQL mode.
        String hex = HexFormat.of().formatHex(message.getBytes(StandardCharsets.UTF_8));
        return "SIGNAL SQLSTATE '" + error.sqlState() + "' SET MYSQL_ERRNO = " + error.errno()
                + ", MESSAGE_TEXT = _utf8mb4 x'" + hex + "'";
    }
}
