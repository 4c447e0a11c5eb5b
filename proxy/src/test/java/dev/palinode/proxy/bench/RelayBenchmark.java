package dev.palinode.proxy.bench;

import dev.palinode.proxy.session.command.WordFilter;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.QuerySniffer;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Per row of a result, and per statement: all that the proxy does besides reading and writing sockets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class RelayBenchmark {
    private static final int ROWS = 300;
    private static final int ROW_BYTES = 200;
    private static final String POINT_SELECT = "SELECT c FROM sbtest1 WHERE id=50123";
    private static final String LONG_SELECT =
            "SELECT o.id, o.placed_at, c.name, c.address_line FROM orders o JOIN customers c"
                    + " ON c.id = o.customer_id WHERE o.state = 'open' AND o.placed_at > '2026-11-01' ORDER BY o.placed_at LIMIT 50";

    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final ByteBuf rows = rows();
    private final FrameDecoder decoder = new FrameDecoder();
    private final ResponseTracker tracker = inRows();
    private final ByteBuf shortText = text(POINT_SELECT);
    private final ByteBuf longText = text(LONG_SELECT);
    private final WordFilter words = new WordFilter();

    private ByteBuf rows() {
        ByteBuf buffer = allocator.directBuffer(ROWS * (ROW_BYTES + FrameDecoder.HEADER));
        for (int i = 0; i < ROWS; i++) {
            buffer.writeMediumLE(ROW_BYTES).writeByte(i).writeByte(ROW_BYTES - 1);
            buffer.writeZero(ROW_BYTES - 1);
        }
        return buffer;
    }

    private ByteBuf text(String sql) {
        return allocator.directBuffer().writeBytes(sql.getBytes(StandardCharsets.UTF_8));
    }

    /** A tracker that has seen the description of one column and waits for rows. */
    private ResponseTracker inRows() {
        ResponseTracker waiting = new ResponseTracker(Capability.DEPRECATE_EOF);
        waiting.expect(Command.QUERY);
        ByteBuf count = allocator.directBuffer().writeByte(1);
        waiting.frame(count, 0, 1);
        waiting.frame(count, 0, 1);
        count.release();
        return waiting;
    }

    /** A read's worth of rows, as a backend connection looks at them. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public boolean row() {
        decoder.feed(allocator, rows.retain());
        while (decoder.next() && (decoder.whole() || !tracker.needsWhole(decoder.first(), decoder.length()))) {
            tracker.frame(decoder.buffer(), decoder.payload(), decoder.length());
            decoder.accept();
        }
        decoder.takeRun().release();
        return tracker.ended();
    }

    /** Whether a short statement may be ours, and what it touches. */
    @Benchmark
    public long shortStatement() {
        return look(shortText);
    }

    /** The same of a longer one. */
    @Benchmark
    public long longStatement() {
        return look(longText);
    }

    private long look(ByteBuf text) {
        boolean ours = QuerySniffer.maybeOurs(text, 0, text.readableBytes());
        return ours ? -1 : words.of(text, 0, text.readableBytes());
    }
}
