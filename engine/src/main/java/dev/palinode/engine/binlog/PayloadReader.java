package dev.palinode.engine.binlog;

import com.github.luben.zstd.ZstdInputStream;
import dev.palinode.engine.binlog.event.BinlogEvent;
import dev.palinode.engine.binlog.event.ByteCursor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Unpacks the events of a transaction that MySQL wrote compressed (binlog_transaction_compression), one at a time, so
 * that the unpacked whole is never in memory.
 */
final class PayloadReader {
    private static final int END_OF_FIELDS = 0;
    private static final int COMPRESSION_FIELD = 2;
    private static final long ZSTD = 0;
    private static final long NONE = 255;

    private PayloadReader() {}

    static boolean read(byte[] body, TransactionReader transactions) throws StreamFailure, InterruptedException {
        ByteCursor in = new ByteCursor(body);
        long compression = NONE;
        for (long field = in.packed(); field != END_OF_FIELDS; field = in.packed()) {
            ByteCursor value = new ByteCursor(in.bytes(Math.toIntExact(in.packed())));
            compression = field == COMPRESSION_FIELD ? value.packed() : compression;
        }
        if (compression != ZSTD && compression != NONE) {
            throw StreamFailure.definite("a transaction is compressed in the unknown way " + compression);
        }
        InputStream packed = new ByteArrayInputStream(body, in.position(), in.remaining());
        try (InputStream events = compression == ZSTD ? new ZstdInputStream(packed) : packed) {
            return each(events, transactions);
        } catch (IOException e) {
            throw StreamFailure.definite("a compressed transaction cannot be unpacked", e);
        }
    }

    /** Events inside have no checksums of their own. */
    private static boolean each(InputStream events, TransactionReader transactions)
            throws IOException, StreamFailure, InterruptedException {
        boolean wanted = true;
        while (wanted) {
            byte[] header = events.readNBytes(BinlogEvent.HEADER_BYTES);
            if (header.length == 0) {
                return true;
            }
            int length = (int) ByteCursor.le(header, BinlogEvent.LENGTH_AT, 4) - BinlogEvent.HEADER_BYTES;
            byte[] body = events.readNBytes(length);
            if (body.length < length) {
                throw new IOException("the payload ends too soon");
            }
            boolean skip = BinlogEvent.isRows(header[4] & 0xff) && !transactions.wants(ByteCursor.le(body, 0, 6));
            wanted = skip || transactions.on(new BinlogEvent(header, body));
        }
        return false;
    }
}
