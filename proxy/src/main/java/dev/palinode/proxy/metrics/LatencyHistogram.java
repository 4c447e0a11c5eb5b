package dev.palinode.proxy.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How long things took, in buckets that double from 64 µs to 137 s. Safe for many threads; recording allocates nothing. */
final class LatencyHistogram {
    /** The first bucket ends at 2^16 ns. */
    private static final int FIRST_BITS = 16;

    private static final int BUCKETS = 22;

    private final LongAdder[] counts = new LongAdder[BUCKETS + 1];
    private final LongAdder nanoseconds = new LongAdder();

    LatencyHistogram() {
        for (int i = 0; i <= BUCKETS; i++) {
            counts[i] = new LongAdder();
        }
    }

    void record(long nanos) {
        counts[bucket(nanos)].increment();
        nanoseconds.add(nanos);
    }

    /** The first bucket whose bound is not below the time. */
    static int bucket(long nanos) {
        if (nanos <= 1L << FIRST_BITS) {
            return 0;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(nanos - 1);
        return Math.min(bits - FIRST_BITS, BUCKETS);
    }

    HistogramDataPointSnapshot snapshot(Labels labels) {
        List<Double> bounds = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i <= BUCKETS; i++) {
            bounds.add(i == BUCKETS ? Double.POSITIVE_INFINITY : (double) (1L << (FIRST_BITS + i)) / 1e9);
            numbers.add(counts[i].sum());
        }
        return HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, numbers))
                .sum((double) nanoseconds.sum() / TimeUnit.SECONDS.toNanos(1))
                .labels(labels)
                .build();
    }
}
