package dev.palinode.engine.binlog;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.palinode.engine.binlog.event.BinlogEvent;
import dev.palinode.engine.binlog.event.ByteCursor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.zip.CRC32;

/**
 * Takes the events' bytes from the binlog client and hands them to the transaction reader. The client itself gets to
 * see none of them: it would skip in silence what it cannot read. Used by the client's thread alone.
 */
final class EventReader extends EventDeserializer {
    private static final int CHECKSUM_BYTES = 4;
    private static final int TABLE_ID_BYTES = 6;

    private final TransactionReader transactions;
    private final EventBuffer buffer;
    private final Event nothing;
    private int checksumBytes;
    private boolean dead;

    EventReader(TransactionReader transactions, EventBuffer buffer) {
        this.transactions = transactions;
        this.buffer = buffer;
        EventHeaderV4 header = new EventHeaderV4();
        header.setEventType(EventType.HEARTBEAT);
        this.nothing = new Event(header, null);
    }

    /** Reads one event; an {@link EOFException} is what makes the client hang up. */
    @Override
    public Event nextEvent(ByteArrayInputStream in) throws IOException {
        if (dead) {
            throw new EOFException("the source has failed");
        }
        byte[] header = in.read(BinlogEvent.HEADER_BYTES);
        int length = (int) ByteCursor.le(header, BinlogEvent.LENGTH_AT, 4) - BinlogEvent.HEADER_BYTES;
        try {
            dead = !read(in, header, length);
        } catch (StreamFailure e) {
            throw died(e);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw died(StreamFailure.definite("an event of type " + (header[4] & 0xff) + " cannot be read: " + e, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        return nothing;
    }

    private EOFException died(StreamFailure failure) {
        dead = true;
        buffer.fail(failure);
        EOFException end = new EOFException(failure.getMessage());
        end.initCause(failure);
        return end;
    }

    private boolean read(ByteArrayInputStream in, byte[] header, int length)
            throws IOException, StreamFailure, InterruptedException {
        int type = header[4] & 0xff;
        if (!BinlogEvent.isRows(type)) {
            return take(header, in.read(length));
        }
        byte[] tableId = in.read(TABLE_ID_BYTES);
        if (!transactions.wants(ByteCursor.le(tableId, 0, TABLE_ID_BYTES))) {
            in.skipNBytes(length - TABLE_ID_BYTES);
            return true;
        }
        byte[] body = new byte[length];
        System.arraycopy(tableId, 0, body, 0, TABLE_ID_BYTES);
        in.fill(body, TABLE_ID_BYTES, length - TABLE_ID_BYTES);
        return take(header, body);
    }

    /** The format description says whether the events after it, until the next, end in a checksum. */
    private boolean take(byte[] header, byte[] body) throws StreamFailure, InterruptedException {
        int type = header[4] & 0xff;
        if (type == BinlogEvent.FORMAT_DESCRIPTION) {
            checksumBytes = body[body.length - CHECKSUM_BYTES - 1] == 1 ? CHECKSUM_BYTES : 0;
            return true;
        }
        int end = body.length - checksumBytes;
        if (checksumBytes > 0 && transactions.counts(type)) {
            CRC32 crc = new CRC32();
            crc.update(header);
            crc.update(body, 0, end);
            if (crc.getValue() != ByteCursor.le(body, end, CHECKSUM_BYTES)) {
                throw StreamFailure.definite("an event of type " + type + " has a wrong checksum");
            }
        }
        return transactions.on(new BinlogEvent(header, new ByteCursor(body, 0, end).rest()));
    }
}
