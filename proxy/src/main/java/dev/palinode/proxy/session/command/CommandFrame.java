package dev.palinode.proxy.session.command;

import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;

/** What is done with a command, by its first byte. */
public final class CommandFrame {
    /** Bytes of a command that decide what is done with it: its code, a statement id, flags. */
    private static final int HEAD = 10;

    /** Ways to treat a command. */
    public enum Kind {
        QUERY,
        INIT_DB,
        KILL,
        STATEMENT,
        CHANGE_USER,
        QUIT,
        RESET,
        OPTION,
        RELAYED,
        REFUSED
    }

    private static final int REFRESH = 0x07;
    private static final int SHUTDOWN = 0x08;

    private CommandFrame() {}

    /** How a command is treated. */
    public static Kind kind(int command) {
        return switch (command) {
            case Command.QUERY -> Kind.QUERY;
            case Command.INIT_DB -> Kind.INIT_DB;
            case Command.PROCESS_KILL -> Kind.KILL;
            case Command.STMT_PREPARE,
                    Command.STMT_EXECUTE,
                    Command.STMT_SEND_LONG_DATA,
                    Command.STMT_CLOSE,
                    Command.STMT_RESET,
                    Command.STMT_FETCH,
                    Command.STMT_BULK_EXECUTE -> Kind.STATEMENT;
            case Command.CHANGE_USER -> Kind.CHANGE_USER;
            case Command.QUIT -> Kind.QUIT;
            case Command.RESET_CONNECTION -> Kind.RESET;
            case Command.SET_OPTION -> Kind.OPTION;
            case Command.FIELD_LIST,
                    REFRESH,
                    SHUTDOWN,
                    Command.STATISTICS,
                    Command.PROCESS_INFO,
                    Command.DEBUG,
                    Command.PING -> Kind.RELAYED;
            default -> Kind.REFUSED;
        };
    }

    /** Whether a command has an answer. */
    public static boolean isAnswered(int command) {
        return command != Command.STMT_CLOSE && command != Command.STMT_SEND_LONG_DATA;
    }

    /** The answer to a command that is neither relayed nor known. */
    public static Reply refusal(int command) {
        return switch (command) {
            case Command.BINLOG_DUMP, Command.BINLOG_DUMP_GTID, Command.TABLE_DUMP, Command.REGISTER_SLAVE ->
                new Reply.Err(
                        1235, "42000", "The proxy doesn't support replication commands; connect to the server itself");
            default -> new Reply.Err(1047, "08S01", "Unknown command");
        };
    }

    /**
     * Whether enough of a command has come to begin with it. Texts are waited for to their end, because they are looked
     * at; what may be long and is not looked at, such as parameters, and what is longer than a frame, goes in pieces.
     */
    public static boolean isReady(FrameDecoder input, PreparedStatements statements) {
        return input.whole() || (input.visible() >= HEAD && isStreamed(input, statements));
    }

    /** Whether what is read of the command's head is there; it is the server that complains of a command that is cut off. */
    public static boolean isLongEnough(FrameDecoder input) {
        return input.length() >= (input.first() == Command.SET_OPTION ? 3 : 5);
    }

    private static boolean isStreamed(FrameDecoder input, PreparedStatements statements) {
        int command = input.first();
        boolean parameters = command == Command.STMT_EXECUTE
                || command == Command.STMT_SEND_LONG_DATA
                || command == Command.STMT_BULK_EXECUTE;
        return input.length() == FrameDecoder.MAX_PAYLOAD
                || (parameters && !statements.isLookedAt(input.buffer().getIntLE(input.payload() + 1)));
    }
}
