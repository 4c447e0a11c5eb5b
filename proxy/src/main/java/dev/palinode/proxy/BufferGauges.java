package dev.palinode.proxy;

import dev.palinode.proxy.gate.TableGate;
import dev.palinode.proxy.gate.shard.BufferCounts;
import dev.palinode.proxy.gate.shard.ShardBuffer;
import dev.palinode.proxy.metrics.KeyspaceMetrics;
import java.util.function.LongSupplier;

/**
 * What waits here for a swap, and what the buffer of statements that wait for a primary has counted, with Vitess's meanings, as
 * metrics.
 */
final class BufferGauges {
    private BufferGauges() {}

    static void register(KeyspaceMetrics metrics, ShardBuffer buffer, TableGate gate) {
        metrics.gauge("palinode.gate.closed.tables", "tables that are being swapped now", gate::closedTables);
        metrics.gauge("palinode.gate.waiting.commands", "commands that wait for a swap", gate::waiting);
        metrics.gauge(
                "palinode.gate.longest.wait.seconds",
                "how long the first of them has waited",
                () -> gate.longestWait().toNanos() / 1e9);
        BufferCounts counts = buffer.counts();
        metrics.counter(
                "palinode.buffer.starts", "how often statements were held while there was no primary", counts::starts);
        requests(metrics, "buffered", counts::requestsBuffered);
        requests(metrics, "drained", counts::requestsDrained);
        requests(metrics, "evicted", counts::requestsEvicted);
        requests(metrics, "skipped", counts::requestsSkipped);
        metrics.gauge("palinode.buffer.waiting", "statements that wait for a primary now", buffer::waiting);
    }

    private static void requests(KeyspaceMetrics metrics, String outcome, LongSupplier count) {
        metrics.counter(
                "palinode.buffer.requests",
                "statements that waited for a primary: those that began to wait, went on, or got an error, and those"
                        + " that got one at once",
                "outcome",
                outcome,
                count::getAsLong);
    }
}
