package dev.palinode.proxy;

import dev.palinode.proxy.gate.shard.BufferCounts;
import dev.palinode.proxy.gate.shard.ShardBuffer;
import dev.palinode.proxy.metrics.ProxyMetrics;
import java.util.function.LongSupplier;

/** What the buffer of statements that wait for a primary has counted, as metrics, with Vitess's meanings. */
final class BufferGauges {
    private BufferGauges() {}

    static void register(ProxyMetrics metrics, ShardBuffer buffer) {
        BufferCounts counts = buffer.counts();
        metrics.counter(
                "palinode.buffer.starts",
                "how often statements were held while there was no primary",
                "shard",
                "0",
                counts::starts);
        requests(metrics, "buffered", counts::requestsBuffered);
        requests(metrics, "drained", counts::requestsDrained);
        requests(metrics, "evicted", counts::requestsEvicted);
        requests(metrics, "skipped", counts::requestsSkipped);
        metrics.gauge("palinode.buffer.waiting", "statements that wait for a primary now", buffer::waiting);
    }

    private static void requests(ProxyMetrics metrics, String outcome, LongSupplier count) {
        metrics.counter(
                "palinode.buffer.requests",
                "statements that waited for a primary: those that began to wait, went on, or got an error, and those"
                        + " that got one at once",
                "outcome",
                outcome,
                count::getAsLong);
    }
}
