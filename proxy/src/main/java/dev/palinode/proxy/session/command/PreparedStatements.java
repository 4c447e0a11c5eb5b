package dev.palinode.proxy.session.command;

import dev.palinode.proxy.gate.IdentifierFilter;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.footprint.Footprint;
import dev.palinode.proxy.intercept.footprint.Footprints;
import dev.palinode.proxy.session.place.ReadableText;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.WireStrings.Statement;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.Optional;

/** What is remembered of a session's prepared statements, by statement id. */
public final class PreparedStatements {
    /** MySQL's default of max_prepared_stmt_count; what is prepared beyond it is not remembered, if it cannot be ours. */
    public static final int LIMIT = 16_382;

    /** With this id, clients of MariaDB mean the statement prepared last. */
    private static final int LAST = -1;

    /** No statement of the server's has this id. */
    private static final int NONE = 0;

    /** No statement of ours has this id. */
    private static final int NEVER = -2;

    /** Ids of statements that no server knows have their highest bit set; servers count from 1. */
    private static final int FIRST_OWN = Integer.MIN_VALUE;

    /**
     * A prepared statement.
     *
     * @param filter of its words
     * @param text its text, if it may be one of ours
     * @param own its parameters, if no server knows it
     * @param trace what its execution leaves in the session
     */
    public record Prepared(long filter, Optional<Statement> text, Optional<OwnParameters> own, Trace trace) {
        /** A statement that the server knows. */
        public Prepared(long filter, Optional<Statement> text, Trace trace) {
            this(filter, text, Optional.empty(), trace);
        }
    }

    /**
     * What an execution leaves.
     *
     * @param encoding of what has to be set again
     */
    public record Trace(Footprint footprint, Footprint.Encoding encoding) {
        /** That of a text of which nothing is known. */
        public static final Trace UNKNOWN = new Trace(Footprint.UNKNOWN, Trace::nothing);

        /** That of a text that leaves nothing. */
        public static final Trace NONE = new Trace(Footprint.NONE, Trace::nothing);

        /** That of a text. */
        public static Trace of(ReadableText text) {
            Footprint footprint = Footprints.of(text.sql());
            return footprint.isEmpty() ? NONE : new Trace(footprint, footprint.sets() ? text::encode : Trace::nothing);
        }

        private static byte[] nothing(String sql) {
            throw new IllegalStateException("nothing is set by " + sql);
        }
    }

    private static final Prepared UNKNOWN = new Prepared(IdentifierFilter.EVERYTHING, Optional.empty(), Trace.UNKNOWN);

    private final IntObjectMap<Prepared> known = new IntObjectHashMap<>();
    private int nextOwn = FIRST_OWN;
    private int last;

    /** Remembers a statement of the server's. */
    public void add(int id, Prepared prepared) {
        last = id;
        if (known.size() < LIMIT) {
            known.put(id, prepared);
        }
    }

    /** The server has refused the statement that was to be prepared last, so that it knows of no last one. */
    public void failed() {
        last = NONE;
    }

    /** The statement that was to be prepared last was not shown to the server, which knows of one before it. */
    public void refused() {
        last = NEVER;
    }

    /** Whether no more can be remembered. */
    public boolean isFull() {
        return known.size() >= LIMIT;
    }

    /** Remembers a statement of our own, if there is room; returns its id. */
    public int addOwn(Prepared prepared) {
        int id = nextOwn;
        nextOwn = id + 1 == NEVER ? FIRST_OWN : id + 1;
        last = id;
        known.put(id, prepared);
        return id;
    }

    /** Whether an id is of a statement that no server knows. */
    public static boolean isOwn(int id) {
        return id < 0 && id != LAST;
    }

    /** Whether the statement that is meant by an id is one of ours, or may be at its execution. */
    public boolean isLookedAt(int id) {
        int meant = resolve(id);
        return isOwn(meant) || get(meant).text().isPresent();
    }

    /** A command that executes a statement without parameters. */
    public static ByteBuf execution(ByteBufAllocator allocator, int id) {
        byte[] argument = new byte[9];
        Unpooled.wrappedBuffer(argument).setIntLE(0, id).setByte(4, 0).setIntLE(5, 1);
        return Packets.command(allocator, Command.STMT_EXECUTE, argument);
    }

    /** The id that is meant by an id. */
    public int resolve(int id) {
        return id == LAST ? last : id;
    }

    /** The statement of an id; one of which nothing is known if it is not remembered. */
    public Prepared get(int id) {
        Prepared found = known.get(id);
        return found == null ? UNKNOWN : found;
    }

    /** Whether an id is remembered. */
    public boolean contains(int id) {
        return known.containsKey(id);
    }

    /**
     * A command about a statement of ours that does not execute it.
     *
     * @param payload of the command
     * @return the answer; empty if none is expected
     */
    public Optional<Reply> own(int command, int id, ByteBuf payload) {
        boolean contained = contains(id);
        Optional<OwnParameters> parameters = get(id).own();
        if (command == Command.STMT_SEND_LONG_DATA) {
            parameters.ifPresent(own -> own.sendAhead(payload));
            return Optional.empty();
        }
        parameters.ifPresent(OwnParameters::reset);
        if (command == Command.STMT_CLOSE) {
            remove(id);
            return Optional.empty();
        }
        return Optional.of(command == Command.STMT_RESET && contained ? new Reply.Ok(0) : StatementErrors.unknown(id));
    }

    /** Forgets one statement. */
    public void remove(int id) {
        known.remove(id);
    }

    /** How many are remembered. */
    public int size() {
        return known.size();
    }

    /** Forgets all. */
    public void clear() {
        known.clear();
    }
}
