package dev.palinode.proxy.session.activity;

import dev.palinode.proxy.accesslog.AccessLog;
import dev.palinode.proxy.metrics.CommandKind;
import dev.palinode.proxy.metrics.ProxyMetrics;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.QuerySniffer;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** What one session does and has done. Confined to its event loop; allocates nothing while all is well. */
public final class Activity {
    /** Whose activity it is, asked for only when something is told. */
    public interface Who {
        int id();

        String user();

        String host();

        String schema();
    }

    private final ProxyMetrics metrics;
    private final AccessLog log;
    private final Who who;
    private final StatementText text = new StatementText();
    private final Pins pins = new Pins();
    private CommandKind kind = CommandKind.OTHER;
    private FirstWord word = FirstWord.OTHER;
    private Consumer<ErrPacket> interrupted = error -> {};
    private boolean running;
    private boolean atGate;
    private boolean mayLock;
    private int error;
    private long since = System.nanoTime();
    private long transactionSince;
    private long received;
    private long sent;
    private long sentBefore;

    public Activity(ProxyMetrics metrics, AccessLog log, Who who) {
        this.metrics = metrics;
        this.log = log;
        this.who = who;
    }

    /** Bytes have come from the client. */
    public void received(int bytes) {
        received += bytes;
        metrics.received(bytes);
    }

    /** Bytes are written to the client. */
    public void sent(int bytes) {
        sent += bytes;
        metrics.sent(bytes);
    }

    /** A command begins. */
    public void begin(int command) {
        kind = kind(command);
        running = true;
        error = 0;
        word = FirstWord.OTHER;
        mayLock = false;
        sentBefore = sent;
        text.clear();
        since = System.nanoTime();
    }

    private static CommandKind kind(int command) {
        return switch (command) {
            case Command.QUERY -> CommandKind.QUERY;
            case Command.STMT_PREPARE -> CommandKind.STMT_PREPARE;
            case Command.STMT_EXECUTE, Command.STMT_BULK_EXECUTE -> CommandKind.STMT_EXECUTE;
            case Command.STMT_FETCH -> CommandKind.STMT_FETCH;
            case Command.STMT_CLOSE -> CommandKind.STMT_CLOSE;
            case Command.STMT_SEND_LONG_DATA -> CommandKind.STMT_SEND_LONG_DATA;
            case Command.STMT_RESET -> CommandKind.STMT_RESET;
            case Command.PING -> CommandKind.PING;
            case Command.INIT_DB -> CommandKind.INIT_DB;
            case Command.CHANGE_USER -> CommandKind.CHANGE_USER;
            case Command.RESET_CONNECTION -> CommandKind.RESET_CONNECTION;
            case Command.QUIT -> CommandKind.QUIT;
            default -> CommandKind.OTHER;
        };
    }

    /** The text of the command, or its beginning. */
    public void statement(ByteBuf in, int index, int length) {
        text.set(in, index, length);
        word = FirstWord.of(QuerySniffer.firstKeyword(in, index, length));
    }

    /** Whether the command, a single statement, is executed wholly or not at all, as far as its first word tells. */
    public boolean isAllOrNothing() {
        return isStatement() && Effects.allOrNothing(text.onlyWord());
    }

    /** Whether the command may commit the transaction that it is in. */
    public boolean mayCommit() {
        return isStatement() && !Effects.staysInTransaction(text.onlyWord());
    }

    /** Whether nobody knows whether a transaction is open after the command, which has ended with an error. */
    public boolean leavesDoubt(boolean inTransaction, int errno) {
        return isStatement() && Effects.leavesDoubt(text.onlyWord(), inTransaction, errno);
    }

    /** Whether the command is an INSERT or REPLACE, if it is a single statement. */
    public boolean isInsert() {
        return isStatement() && Effects.inserts(text.onlyWord());
    }

    private boolean isStatement() {
        return kind == CommandKind.QUERY || kind == CommandKind.STMT_EXECUTE;
    }

    /** The command may call GET_LOCK or release such a lock. */
    public void mayLock() {
        mayLock = true;
    }

    /** The command executes the prepared statement. */
    public void execution(int id) {
        word = text.setPrepared(id);
    }

    /** The command has prepared the statement. */
    public void prepared(int id) {
        text.remember(id, word);
    }

    /** A prepared statement is no more. */
    public void closed(int id) {
        text.forget(id);
    }

    /** The client has logged in: what it did until then, if that was COM_CHANGE_USER, has ended. */
    public void loggedIn() {
        if (running) {
            end(false, false);
        }
        reset();
    }

    /** All that was set, prepared and locked is no more. */
    public void reset() {
        text.forgetAll();
        pins.clear();
    }

    /** The command waits at the gate, or no longer. */
    public void atGate(boolean waits) {
        atGate = waits;
    }

    /** The command waits for something that is not the server's, and ends at once when it is interrupted. */
    public void waits(Consumer<ErrPacket> interruption) {
        interrupted = interruption;
    }

    /** Ends with this error what the command waits for, if it waits. */
    public void interrupt(ErrPacket error) {
        interrupted.accept(error);
    }

    /** An error is sent to the client. */
    public void error(int errno) {
        error = errno;
        metrics.error(errno);
    }

    /**
     * The command has ended.
     *
     * @param inTransaction whether a transaction is open after it
     * @param noBackslashEscapes whether the session has that SQL mode
     */
    public void end(boolean inTransaction, boolean noBackslashEscapes) {
        long now = System.nanoTime();
        long nanos = now - since;
        metrics.command(kind, nanos);
        if (log.wants(nanos, error)) {
            tell(nanos, noBackslashEscapes);
        }
        boolean done = error == 0 && (kind == CommandKind.QUERY || kind == CommandKind.STMT_EXECUTE);
        if (done && (word != FirstWord.OTHER || mayLock)) {
            pins.after(word, text);
        }
        if (!inTransaction) {
            transactionSince = 0;
        } else if (transactionSince == 0) {
            transactionSince = since;
        }
        running = false;
        atGate = false;
        since = now;
    }

    private void tell(long nanos, boolean noBackslashEscapes) {
        if (log.isSlow(nanos)) {
            metrics.slowStatement();
        }
        log.write(new AccessLog.Entry(
                who.id(),
                who.user(),
                who.host(),
                who.schema(),
                kind.label(),
                nanos,
                sent - sentBefore,
                error,
                text.digest(noBackslashEscapes)));
    }

    /** Whether a command runs. */
    public boolean isRunning() {
        return running;
    }

    /** Nanoseconds since the command began, or since the last one ended. */
    public long nanosInState() {
        return System.nanoTime() - since;
    }

    /** What is seen of it now. */
    public Snapshot snapshot(boolean inTransaction, int preparedStatements, boolean noBackslashEscapes) {
        long now = System.nanoTime();
        return new Snapshot(
                running ? kind.title() : "Sleep",
                running ? (atGate ? "waiting for a schema migration" : "executing") : "",
                running ? text.digest(noBackslashEscapes) : "",
                now - since,
                inTransaction && transactionSince != 0 ? now - transactionSince : 0,
                pins.text(inTransaction, preparedStatements),
                received,
                sent);
    }

    /**
     * A moment of a session.
     *
     * @param command as in the server's process list
     * @param state what the command waits for
     * @param info the statement without literals
     * @param nanos since the command began, or the last one ended
     * @param transactionNanos since the transaction began; 0 if there is none
     * @param pinned why the session needs just this connection
     */
    public record Snapshot(
            String command,
            String state,
            String info,
            long nanos,
            long transactionNanos,
            String pinned,
            long received,
            long sent) {}
}
