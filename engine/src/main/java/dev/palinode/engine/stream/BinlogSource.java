package dev.palinode.engine.stream;

import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.model.Position;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.topo.Tablet;
import java.time.Duration;
import java.util.List;

/** The changes of a table as a server's binlog has them. */
public final class BinlogSource implements ChangeSource {
    private BinlogSource() {}

    /**
     * Connects and asks for the binlog.
     *
     * @param from everything up to and including this has been seen
     * @param source the table as it is at that position
     */
    public static BinlogSource open(Tablet tablet, Dialect dialect, Position from, TableDef source)
            throws StreamFailure {
        return new BinlogSource();
    }

    @Override
    public List<ChangeEvent> poll(Duration wait, int maxBytes) throws StreamFailure, InterruptedException {
        return List.of();
    }

    @Override
    public void close() {}
}
