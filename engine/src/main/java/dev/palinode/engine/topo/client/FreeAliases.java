package dev.palinode.engine.topo.client;

import dev.palinode.engine.topo.store.TabletAlias;
import dev.palinode.engine.topo.store.TopoView;
import java.util.Set;
import java.util.TreeSet;

/** Names for new tablets of a cell: the numbers from 100 on that nobody has. Not safe for several threads. */
public final class FreeAliases {
    /** The cell of tablets of which nobody has said one. */
    public static final String CELL = "zone1";

    private static final long FIRST = 100;

    private final String cell;
    private final Set<TabletAlias> taken;

    private FreeAliases(String cell, Set<TabletAlias> taken) {
        this.cell = cell;
        this.taken = taken;
    }

    /** Those of a cell that no tablet of the topology has. */
    public static FreeAliases of(TopoView view, String cell) {
        return new FreeAliases(cell, new TreeSet<>(view.tablets().keySet()));
    }

    /** Another one each time. */
    public TabletAlias next() {
        long uid = FIRST;
        while (!taken.add(new TabletAlias(cell, uid))) {
            uid++;
        }
        return new TabletAlias(cell, uid);
    }
}
