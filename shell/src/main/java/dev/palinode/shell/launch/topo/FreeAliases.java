package dev.palinode.shell.launch.topo;

import dev.palinode.engine.topo.store.TabletAlias;
import dev.palinode.engine.topo.store.TopoView;
import java.util.Set;
import java.util.TreeSet;

/** Names for new tablets of a cell: the numbers from 100 on that nobody has. */
final class FreeAliases {
    /** The cell of tablets of which nobody has said one. */
    static final String CELL = "zone1";

    private static final long FIRST = 100;

    private final String cell;
    private final Set<TabletAlias> taken;

    private FreeAliases(String cell, Set<TabletAlias> taken) {
        this.cell = cell;
        this.taken = taken;
    }

    static FreeAliases of(TopoView view, String cell) {
        return new FreeAliases(cell, new TreeSet<>(view.tablets().keySet()));
    }

    TabletAlias next() {
        long uid = FIRST;
        while (!taken.add(new TabletAlias(cell, uid))) {
            uid++;
        }
        return new TabletAlias(cell, uid);
    }
}
