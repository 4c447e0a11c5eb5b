package dev.palinode.proxy.failover;

import dev.palinode.proxy.failover.ListHistory.Op;
import dev.palinode.proxy.failover.ListHistory.Outcome;
import dev.palinode.proxy.failover.ListHistory.Txn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Appends to lists and reads them, in transactions of some statements, and remembers what it did and saw. */
final class ListWorker extends Worker {
    final List<Txn> history = new ArrayList<>();
    private final AtomicLong values;
    private final int firstKey;
    private final int keys;
    private final Random random;

    /** One that knows the lists from a key on. */
    ListWorker(String name, Connection connection, AtomicLong values, int firstKey, int keys) {
        super(name, connection);
        this.values = values;
        this.firstKey = firstKey;
        this.keys = keys;
        this.random = new Random(name.hashCode());
    }

    static String table() {
        return "CREATE TABLE lists (k INT PRIMARY KEY, v MEDIUMTEXT NOT NULL)";
    }

    static String append(int key, long value) {
        return "UPDATE lists SET v = CONCAT(v, '" + value + ",') WHERE k = " + key;
    }

    static List<Long> parse(String list) {
        return Arrays.stream(list.split(",", -1))
                .filter(part -> !part.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    @Override
    void act(Connection on) throws SQLException {
        List<Op> ops = new ArrayList<>();
        Outcome outcome = Outcome.COMMITTED;
        try {
            Fleet.run(on, "BEGIN");
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                int key = firstKey + random.nextInt(keys);
                if (random.nextBoolean()) {
                    long value = values.incrementAndGet();
                    ops.add(Op.append(key, value));
                    Fleet.run(on, append(key, value));
                } else {
                    ops.add(Op.read(key, parse(Fleet.ask(on, "SELECT v FROM lists WHERE k = " + key))));
                }
            }
            Fleet.run(on, "COMMIT");
        } catch (SQLException e) {
            outcome = e.getErrorCode() == UNKNOWN ? Outcome.UNKNOWN : Outcome.ABORTED;
            if (outcome == Outcome.ABORTED && !ROLLED_BACK.contains(e.getErrorCode())) {
                throw e;
            }
            Fleet.run(on, "ROLLBACK");
        }
        history.add(new Txn(getName() + "#" + history.size(), ops, outcome));
    }
}
