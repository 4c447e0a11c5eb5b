package dev.palinode.engine.binlog;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.BinaryLogClient.AbstractLifecycleListener;
import com.github.shyiko.mysql.binlog.network.ServerException;
import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.topo.Tablet;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The changes of a table as a server's binlog has them. A thread of its own reads; it waits when nobody polls, and the
 * server waits for it.
 */
public final class BinlogSource implements ChangeSource {
    /** Enough for a few batches of the applier, little enough for many streams in one process. */
    private static final long BUFFER_BYTES = 8L << 20;

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(30);

    /** How long the server waits for a reader that does not read, such as a throttled one. */
    private static final Duration SERVER_PATIENCE = Duration.ofHours(4);

    /** Ids of replicas are small in practice; ours lie far above, below the limit of 32 bits. */
    private static final long FIRST_SERVER_ID = 3_000_000_000L;

    private static final long LAST_SERVER_ID = 4_294_967_000L;
    private static final int ER_FATAL_READING_BINLOG = 1236;

    /** Held here, because the library's own logging would forget the level. */
    private static final Logger CLIENT_LOG = Logger.getLogger(BinaryLogClient.class.getName());

    private final BinaryLogClient client;
    private final EventBuffer buffer;

    private BinlogSource(BinaryLogClient client, EventBuffer buffer) {
        this.client = client;
        this.buffer = buffer;
    }

    /**
     * Connects and asks for the binlog.
     *
     * @param dialect of the server; it must be the one that the position is of
     * @param from everything up to and including this has been seen
     * @param source the table as it is at that position
     * @throws StreamFailure definite when the server says that it has no such position; a server that finds out later
     *     makes the first poll fail
     */
    public static BinlogSource open(Tablet tablet, Dialect dialect, Position from, TableDef source)
            throws StreamFailure {
        return open(tablet, dialect, from, source, source.name());
    }

    /**
     * The same, with the DDL statements that may concern another table too.
     *
     * @param watched the other table, whose rows are of no interest
     */
    public static BinlogSource open(Tablet tablet, Dialect dialect, Position from, TableDef source, TableName watched)
            throws StreamFailure {
        CLIENT_LOG.setLevel(Level.SEVERE);
        EventBuffer buffer = new EventBuffer(BUFFER_BYTES);
        TransactionReader transactions = new TransactionReader(source, watched, from, buffer);
        BinaryLogClient client = client(tablet, from);
        client.setEventDeserializer(new EventReader(transactions, buffer));
        client.registerLifecycleListener(new Endings(buffer, tablet, from));
        BinlogSource opened = new BinlogSource(client, buffer);
        try {
            client.connect(CONNECT_LIMIT.toMillis());
            return opened;
        } catch (IOException | TimeoutException | RuntimeException e) {
            opened.close();
            throw failure("cannot read the binlog of " + tablet.alias() + " (" + dialect.name() + ")", e, tablet, from);
        }
    }

    private static BinaryLogClient client(Tablet tablet, Position from) {
        BinaryLogClient client = new BinaryLogClient(
                tablet.address().host(),
                tablet.address().port(),
                tablet.login().user(),
                tablet.login().password());
        client.setGtidSet(from.value());
        client.setServerId(ThreadLocalRandom.current().nextLong(FIRST_SERVER_ID, LAST_SERVER_ID));
        client.setKeepAlive(false);
        client.setHeartbeatInterval(HEARTBEAT.toMillis());
        client.setNetWriteTimeout(SERVER_PATIENCE.toSeconds());
        BinlogTls.apply(client, tablet);
        client.setSocketFactory(BinlogSource::socket);
        client.setThreadFactory(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        return client;
    }

    /** The server sends a heartbeat where it has nothing else to send; a read that waits longer is a lost connection. */
    private static Socket socket() throws SocketException {
        Socket socket = new Socket();
        socket.setSoTimeout((int) SILENCE_LIMIT.toMillis());
        socket.setKeepAlive(true);
        return socket;
    }

    private static StreamFailure failure(String what, Exception cause, Tablet tablet, Position from) {
        String message = what + ": " + cause.getMessage();
        if (!(cause instanceof ServerException error) || error.getErrorCode() != ER_FATAL_READING_BINLOG) {
            return StreamFailure.passing(message, cause);
        }
        String said = String.valueOf(error.getMessage());
        if (said.contains("purged")) {
            return StreamFailure.purged(from, tablet.address(), cause);
        }
        return said.contains("same server")
                ? StreamFailure.passing(message, cause)
                : StreamFailure.definite(message, cause);
    }

    @Override
    public List<ChangeEvent> poll(Duration wait, Duration gather, int maxBytes)
            throws StreamFailure, InterruptedException {
        return buffer.poll(wait, gather, maxBytes);
    }

    @Override
    public void wake() {
        buffer.wake();
    }

    /** The session's id on the server. */
    long connectionId() {
        return client.getConnectionId();
    }

    /** How many bytes wait to be polled. */
    long bufferedBytes() {
        return buffer.bytes();
    }

    @Override
    public void close() {
        buffer.close();
        try {
            client.disconnect();
        } catch (IOException e) {
            CLIENT_LOG.log(Level.FINE, "while closing", e);
        }
    }

    /** Turns the end of the connection into a failure; the first one said counts. */
    private static final class Endings extends AbstractLifecycleListener {
        private final EventBuffer buffer;
        private final Tablet tablet;
        private final Position from;
        private final String what;

        Endings(EventBuffer buffer, Tablet tablet, Position from) {
            this.buffer = buffer;
            this.tablet = tablet;
            this.from = from;
            this.what = "the binlog of " + tablet.alias() + " ended";
        }

        @Override
        public void onCommunicationFailure(BinaryLogClient client, Exception cause) {
            buffer.fail(failure(what, cause, tablet, from));
        }

        @Override
        public void onEventDeserializationFailure(BinaryLogClient client, Exception cause) {
            buffer.fail(StreamFailure.definite(what + ": an event cannot be read", cause));
        }

        @Override
        public void onDisconnect(BinaryLogClient client) {
            buffer.fail(StreamFailure.passing(what, new IOException("connection closed")));
        }
    }
}
