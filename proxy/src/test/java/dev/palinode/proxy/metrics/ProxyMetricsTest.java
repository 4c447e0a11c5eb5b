package dev.palinode.proxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxyMetricsTest {
    @Test
    void countsAreTold() {
        ProxyMetrics metrics = new ProxyMetrics();
        metrics.command(CommandKind.QUERY, 1_000_000);
        metrics.command(CommandKind.QUERY, 3_000_000_000L);
        metrics.received(10);
        metrics.sent(20);
        metrics.error(1062);
        metrics.backendOpened();
        metrics.gauge("palinode.things", "things", "state", "good", () -> 4);
        assertThat(metrics.scrape().lines())
                .contains(
                        "palinode_commands_total{kind=\"query\"} 2.0",
                        "palinode_command_seconds_bucket{kind=\"query\",le=\"0.001048576\"} 1",
                        "palinode_command_seconds_bucket{kind=\"query\",le=\"+Inf\"} 2",
                        "palinode_command_seconds_count{kind=\"query\"} 2",
                        "palinode_command_seconds_sum{kind=\"query\"} 3.001",
                        "palinode_received_bytes_total 10.0",
                        "palinode_sent_bytes_total 20.0",
                        "palinode_errors_total{code=\"1062\"} 1.0",
                        "palinode_backend_connections 1.0",
                        "palinode_things{state=\"good\"} 4.0");
    }

    @Test
    void errorsOfAllNumbersAreFewSeries() {
        ProxyMetrics metrics = new ProxyMetrics();
        for (int code = 1; code <= 60_000; code++) {
            metrics.error(code);
        }
        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("palinode_errors_total{")))
                .hasSize(ErrorCounts.MAX_CODES + 1)
                .contains("palinode_errors_total{code=\"other\"} 59900.0");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "65536,0", "65537,1", "131072,1", "131073,2", "137438953472,21", "137438953473,22", "9e18,22"})
    void timesFallIntoTheBucketWhoseBoundIsNotBelow(double nanos, int bucket) {
        assertThat(LatencyHistogram.bucket((long) nanos)).isEqualTo(bucket);
    }

    @Test
    void countingAllocatesNothing() {
        ProxyMetrics metrics = new ProxyMetrics();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        count(metrics, 20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        count(metrics, 100_000);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }

    private static void count(ProxyMetrics metrics, int times) {
        for (int i = 0; i < times; i++) {
            metrics.received(i);
            metrics.command(CommandKind.STMT_EXECUTE, i * 1000L);
            metrics.sent(i);
        }
    }
}
