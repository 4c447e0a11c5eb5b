package dev.palinode.proxy.wire.reply;

import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.ServerStatus;
import dev.palinode.proxy.wire.WireInts;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Knows when the server's answer to a command has ended, and what its last status flags were. It is told the command
 * and then every frame of the answer; of most frames it looks at the first byte and the length.
 *
 * <p>What makes it hard: a byte means nothing without the question. 0x00 is OK, or the beginning of a binary row; 0xFE
 * is EOF, the OK that ends rows, or a row whose first value is longer than 16 MB; 0xFB is a request for a file, or a row
 * that begins with NULL; and the frames that continue a long row may begin with anything.
 */
public final class ResponseTracker {
    private enum Expect {
        NOTHING,
        RESULT,
        COLUMNS,
        COLUMNS_EOF,
        ROWS,
        PREPARED,
        PREPARED_PARAMETERS,
        PREPARED_PARAMETERS_EOF,
        PREPARED_COLUMNS,
        PREPARED_COLUMNS_EOF,
        TEXT
    }

    private static final int ER_LOCK_DEADLOCK = 1213;

    private final boolean deprecateEof;
    private final boolean sessionTrack;
    private final boolean progress;
    private Expect expect = Expect.NOTHING;
    private int command;
    private int status;
    private int definitions;
    private int columns;
    private int statementId;
    private boolean continued;
    private boolean file;
    private boolean failed;
    private int errno;
    private Optional<String> schema = Optional.empty();

    /**
     * For a connection.
     *
     * @param capabilities those negotiated with the server
     */
    public ResponseTracker(long capabilities) {
        this.deprecateEof = Capability.has(capabilities, Capability.DEPRECATE_EOF);
        this.sessionTrack = Capability.has(capabilities, Capability.SESSION_TRACK);
        this.progress = Capability.has(capabilities, Capability.MARIADB_PROGRESS);
    }

    /** A command has been sent. */
    public void expect(int sent) {
        command = sent;
        continued = false;
        file = false;
        failed = false;
        schema = Optional.empty();
        expect = firstExpectation(sent);
    }

    private static Expect firstExpectation(int command) {
        return switch (command) {
            case Command.STMT_SEND_LONG_DATA, Command.STMT_CLOSE, Command.QUIT -> Expect.NOTHING;
            case Command.STMT_PREPARE -> Expect.PREPARED;
            case Command.STMT_FETCH, Command.FIELD_LIST -> Expect.ROWS;
            case Command.STATISTICS -> Expect.TEXT;
            default -> Expect.RESULT;
        };
    }

    /**
     * Whether the next frame has to be here to its end before {@link #frame} is called.
     *
     * @param first its first byte, or -1 if it is empty
     * @param length of its payload
     */
    public boolean needsWhole(int first, int length) {
        return !continued && (expect != Expect.ROWS || endsRows(first, length));
    }

    private static boolean endsRows(int first, int length) {
        return first == ErrPacket.HEADER || (first == EofPacket.HEADER && length < FrameDecoder.MAX_PAYLOAD);
    }

    /**
     * The next frame of the answer.
     *
     * @param in where it lies
     * @param payload index of its payload
     * @param length of its payload
     */
    public void frame(ByteBuf in, int payload, int length) {
        boolean continuation = continued;
        continued = length == FrameDecoder.MAX_PAYLOAD;
        if (continuation || length == 0) {
            return;
        }
        int first = in.getUnsignedByte(payload);
        if (expect == Expect.ROWS && !endsRows(first, length)) {
            return;
        }
        if (first == ErrPacket.HEADER && expect != Expect.TEXT) {
            error(in.getUnsignedShortLE(payload + 1));
        } else {
            packet(in, payload, length, first);
        }
    }

    private void error(int number) {
        if (progress && number == ErrPacket.PROGRESS) {
            return;
        }
        failed = true;
        errno = number;
        expect = Expect.NOTHING;
        if (number == ER_LOCK_DEADLOCK) {
            status &= ~ServerStatus.IN_TRANS;
        }
    }

    private void packet(ByteBuf in, int payload, int length, int first) {
        switch (expect) {
            case RESULT -> result(in, payload, length, first);
            case COLUMNS -> afterDefinition(deprecateEof ? Expect.ROWS : Expect.COLUMNS_EOF);
            case COLUMNS_EOF -> {
                status = EofPacket.status(in, payload);
                boolean cursor = command == Command.STMT_EXECUTE && (status & ServerStatus.CURSOR_EXISTS) != 0;
                expect = cursor ? Expect.NOTHING : Expect.ROWS;
            }
            case ROWS -> endOfRows(in, payload, length);
            case PREPARED -> prepared(in, payload);
            case PREPARED_PARAMETERS -> {
                if (--definitions == 0) {
                    expect = deprecateEof ? columnsOfPrepared() : Expect.PREPARED_PARAMETERS_EOF;
                }
            }
            case PREPARED_PARAMETERS_EOF -> expect = columnsOfPrepared();
            case PREPARED_COLUMNS -> afterDefinition(deprecateEof ? Expect.NOTHING : Expect.PREPARED_COLUMNS_EOF);
            case PREPARED_COLUMNS_EOF, TEXT, NOTHING -> expect = Expect.NOTHING;
        }
    }

    private void result(ByteBuf in, int payload, int length, int first) {
        if (first == OkPacket.HEADER) {
            ok(in, payload, length);
        } else if (first == WireInts.NULL) {
            file = true;
        } else if (first == EofPacket.HEADER) {
            endOfRows(in, payload, length);
        } else {
            definitions = (int) WireInts.getLenenc(in, payload);
            expect = Expect.COLUMNS;
        }
    }

    private void endOfRows(ByteBuf in, int payload, int length) {
        if (deprecateEof && length > 5) {
            ok(in, payload, length);
        } else {
            endedWith(EofPacket.status(in, payload));
        }
    }

    private void ok(ByteBuf in, int payload, int length) {
        int flags = OkPacket.status(in, payload);
        if (sessionTrack && (flags & ServerStatus.SESSION_STATE_CHANGED) != 0) {
            Optional<String> changed = OkPacket.trackedSchema(in, payload, length);
            schema = changed.isPresent() ? changed : schema;
        }
        endedWith(flags);
    }

    private void endedWith(int flags) {
        status = flags;
        boolean more = (flags & ServerStatus.MORE_RESULTS_EXISTS) != 0 && command != Command.STMT_FETCH;
        expect = more ? Expect.RESULT : Expect.NOTHING;
    }

    private void prepared(ByteBuf in, int payload) {
        statementId = in.getIntLE(payload + 1);
        columns = in.getUnsignedShortLE(payload + 5);
        int parameters = in.getUnsignedShortLE(payload + 7);
        definitions = parameters;
        expect = parameters > 0 ? Expect.PREPARED_PARAMETERS : columnsOfPrepared();
    }

    private Expect columnsOfPrepared() {
        definitions = columns;
        return columns > 0 ? Expect.PREPARED_COLUMNS : Expect.NOTHING;
    }

    private void afterDefinition(Expect then) {
        if (--definitions == 0) {
            expect = then;
        }
    }

    /** Whether the answer has ended. */
    public boolean ended() {
        return expect == Expect.NOTHING && !continued && !file;
    }

    /** Whether the server waits for the client's file; its last frame, an empty one, is told by {@link #fileSent}. */
    public boolean wantsFile() {
        return file;
    }

    /** The client has sent the empty frame that ends a file. */
    public void fileSent() {
        file = false;
    }

    /** Whether the answer ended with an ERR packet. */
    public boolean failed() {
        return failed;
    }

    /** The number of the error that an answer ended with last. */
    public int errno() {
        return errno;
    }

    /** Whether the last frame is continued by the next one. */
    public boolean isContinued() {
        return continued;
    }

    /** Whether a flag is set in {@link #status}. */
    public boolean hasStatus(int flag) {
        return (status & flag) != 0;
    }

    /** The last {@link ServerStatus} that the server told. */
    public int status() {
        return status;
    }

    /** Sets the status flags as the server told them at log-in. */
    public void setStatus(int flags) {
        status = flags;
    }

    /** The id that the server gave to the statement prepared last. */
    public int statementId() {
        return statementId;
    }

    /** The new current schema, if the answer told of one (with SESSION_TRACK only). */
    public Optional<String> schema() {
        return schema;
    }
}
