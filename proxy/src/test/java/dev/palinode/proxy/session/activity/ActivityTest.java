package dev.palinode.proxy.session.activity;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.palinode.proxy.accesslog.AccessLog;
import dev.palinode.proxy.metrics.ProxyMetrics;
import dev.palinode.proxy.wire.Command;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ActivityTest {
    private static final Activity.Who WHO = new Activity.Who() {
        @Override
        public int id() {
            return 7;
        }

        @Override
        public String user() {
            return "joe";
        }

        @Override
        public String host() {
            return "h";
        }

        @Override
        public String schema() {
            return "s";
        }
    };

    private final List<String> lines = new ArrayList<>();
    private final Activity activity =
            new Activity(new ProxyMetrics(), new AccessLog(Optional.of(Duration.ofHours(1)), lines::add), WHO);

    private static ByteBuf text(String sql) {
        return Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8);
    }

    private void query(String sql, boolean inTransaction) {
        ByteBuf text = text(sql);
        activity.begin(Command.QUERY);
        activity.statement(text, 0, text.readableBytes());
        activity.mayLock();
        activity.end(inTransaction, false);
    }

    private Activity.Snapshot now(boolean inTransaction) {
        return activity.snapshot(inTransaction, 0, false);
    }

    @Test
    void aCommandRunsWaitsAndEnds() {
        assertThat(now(false).command()).isEqualTo("Sleep");
        ByteBuf text = text("DELETE FROM t WHERE a = 'geheim'");
        activity.begin(Command.QUERY);
        activity.statement(text, 0, text.readableBytes());
        activity.atGate(true);
        assertThat(now(false).state()).isEqualTo("waiting for a schema migration");
        activity.atGate(false);
        assertThat(now(false).state()).isEqualTo("executing");
        assertThat(now(false).info()).isEqualTo("DELETE FROM t WHERE a = ?");
        activity.end(false, false);
        assertThat(now(false).info()).isEmpty();
        assertThat(lines).isEmpty();
    }

    @Test
    void pinsComeAndGo() {
        query("/* x */ SET @a = 1", true);
        query("create temporary table t (a int)", true);
        query("LOCK TABLES t READ", true);
        query("SELECT Get_Lock('a', 1)", true);
        assertThat(now(true).pinned())
                .isEqualTo("transaction, temporary table, user lock, lock tables, session variables");
        assertThat(now(true).transactionNanos()).isPositive();
        query("UNLOCK TABLES", false);
        query("SELECT RELEASE_ALL_LOCKS()", false);
        assertThat(now(false).pinned()).isEqualTo("temporary table, session variables");
        assertThat(now(false).transactionNanos()).isZero();
        activity.reset();
        assertThat(now(false).pinned()).isEmpty();
        ByteBuf failing = text("CREATE TEMPORARY TABLE t (a int)");
        activity.begin(Command.QUERY);
        activity.statement(failing, 0, failing.readableBytes());
        activity.error(1050);
        activity.end(false, false);
        assertThat(now(false).pinned()).isEmpty();
        assertThat(lines).singleElement().asString().contains("error=1050", "user=joe");
    }

    @Test
    void executionsShowTheTextThatWasPrepared() {
        ByteBuf text = text("SELECT a FROM t WHERE id = ? AND b = 'geheim'");
        activity.begin(Command.STMT_PREPARE);
        activity.statement(text, 0, text.readableBytes());
        activity.prepared(5);
        activity.end(false, false);
        activity.begin(Command.STMT_EXECUTE);
        activity.execution(5);
        assertThat(now(false).command()).isEqualTo("Execute");
        assertThat(now(false).info()).isEqualTo("SELECT a FROM t WHERE id = ? AND b = ?");
        activity.end(false, false);
        activity.closed(5);
        activity.begin(Command.STMT_EXECUTE);
        activity.execution(5);
        assertThat(now(false).info()).isEqualTo("prepared statement 5");
    }

    @Test
    void whatIsOnlyPreparedPinsNothing() {
        ByteBuf text = text("CREATE TEMPORARY TABLE t (a int)");
        activity.begin(Command.STMT_PREPARE);
        activity.statement(text, 0, text.readableBytes());
        activity.prepared(5);
        activity.end(false, false);
        assertThat(now(false).pinned()).isEmpty();
        activity.begin(Command.STMT_EXECUTE);
        activity.execution(5);
        activity.end(false, false);
        assertThat(now(false).pinned()).isEqualTo("temporary table");
    }

    @Test
    void aCommandThatIsAllRightAllocatesNothing() {
        ByteBuf text = text("SELECT c FROM sbtest1 WHERE id = 12345");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        run(text, 20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        run(text, 100_000);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }

    private void run(ByteBuf text, int times) {
        for (int i = 0; i < times; i++) {
            activity.received(40);
            activity.begin(Command.QUERY);
            activity.statement(text, 0, 38);
            activity.sent(100);
            activity.end(false, false);
        }
    }
}
