package dev.palinode.engine.binlog;

import com.github.shyiko.mysql.binlog.event.deserialization.GtidTaggedEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.palinode.engine.binlog.event.BinlogEvent;
import dev.palinode.engine.binlog.event.ByteCursor;
import dev.palinode.engine.model.stream.GtidSet;
import dev.palinode.engine.model.stream.MariaGtidList.Gtid;
import dev.palinode.engine.model.stream.Position;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** The position in the stream: what was there at the start, and each transaction that has ended since. */
final class GtidTracker {
    private static final int UUID_AT = 1;
    private static final int NUMBER_AT = 17;

    /** On an event group that has no COMMIT: it ends with its statement. */
    private static final int STANDALONE = 1;

    private Position position;
    private Optional<String> pending = Optional.empty();

    GtidTracker(Position start) {
        this.position = start;
    }

    Position position() {
        return position;
    }

    boolean isPending() {
        return pending.isPresent();
    }

    /** A transaction begins, as MySQL numbers it. */
    void mysql(byte[] body) {
        UUID source = new UUID(ByteCursor.be(body, UUID_AT, 8), ByteCursor.be(body, UUID_AT + 8, 8));
        pending = Optional.of(source + ":" + ByteCursor.le(body, NUMBER_AT, 8));
    }

    /** A transaction begins whose number has a tag. */
    void tagged(byte[] body) throws StreamFailure {
        try {
            pending = Optional.of(new GtidTaggedEventDataDeserializer()
                    .deserialize(new ByteArrayInputStream(body))
                    .getMySqlGtid()
                    .toString());
        } catch (IOException e) {
            throw StreamFailure.definite("a tagged GTID cannot be read", e);
        }
    }

    /**
     * A transaction begins, as MariaDB numbers it; returns whether it is one statement that no COMMIT follows. A position is
     * the last number of each domain: one that does not grow would be passed without anybody waiting for it.
     */
    boolean mariaDb(BinlogEvent event) throws StreamFailure {
        ByteCursor in = new ByteCursor(event.body());
        long sequence = in.le(8);
        long domain = in.le(4);
        Gtid gtid = new Gtid(domain, event.serverId(), sequence);
        Gtid before = ((Position.MariaGtid) position).list().last().get(domain);
        if (before != null && Long.compareUnsigned(sequence, before.sequence()) <= 0) {
            throw StreamFailure.definite("the transaction " + gtid + " comes behind " + before
                    + " in the binlog: GTIDs that do not grow cannot be followed; set gtid_strict_mode = ON");
        }
        pending = Optional.of(gtid.toString());
        return (in.u8() & STANDALONE) != 0;
    }

    /** The transaction under way, as a position that contains it alone. */
    Optional<Position> transaction() {
        return pending.map(gtid -> position instanceof Position.MySqlGtid
                ? new Position.MySqlGtid(GtidSet.parse("").plus(gtid))
                : Position.MariaGtid.of(gtid));
    }

    /** The transaction has ended. */
    void ended() {
        pending.ifPresent(gtid -> position = after(gtid));
        pending = Optional.empty();
    }

    private Position after(String gtid) {
        return position instanceof Position.MySqlGtid mysql
                ? new Position.MySqlGtid(mysql.set().plus(gtid))
                : new Position.MariaGtid(((Position.MariaGtid) position).list().plus(Gtid.parse(gtid)));
    }
}
