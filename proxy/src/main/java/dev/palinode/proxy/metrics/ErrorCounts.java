package dev.palinode.proxy.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Errors by MySQL's number. Clients can raise any number (SIGNAL), so that only so many get a counter of their own; what
 * comes after them is counted together.
 */
final class ErrorCounts {
    static final int MAX_CODES = 100;

    private final MeterRegistry registry;
    private final Map<Integer, LongAdder> byCode = new ConcurrentHashMap<>();
    private final LongAdder other;

    ErrorCounts(MeterRegistry registry) {
        this.registry = registry;
        this.other = register("other");
    }

    void add(int errno) {
        LongAdder known = byCode.get(errno);
        if (known != null) {
            known.increment();
        } else if (byCode.size() < MAX_CODES) {
            byCode.computeIfAbsent(errno, code -> register(String.valueOf(code)))
                    .increment();
        } else {
            other.increment();
        }
    }

    private LongAdder register(String code) {
        LongAdder count = new LongAdder();
        FunctionCounter.builder("palinode.errors", count, LongAdder::sum)
                .description("errors sent to clients, by MySQL's error number")
                .tag("code", code)
                .register(registry);
        return count;
    }
}
