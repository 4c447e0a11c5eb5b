package dev.palinode.engine.reparent.member;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.sql.RowFilter;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.Topology;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Looks at the tablets of a shard, for SHOW. Blocks while they are asked. */
public final class Views {
    /** Connections at a time, at most. */
    private static final int LOOKERS = 16;

    private final Topology topology;

    public Views(Topology topology) {
        this.topology = topology;
    }

    /** In their order; those that are away are waited for at the same time. */
    public List<TabletView> tablets() {
        List<Tablet> tablets = topology.tablets();
        ExecutorService lookers = Executors.newFixedThreadPool(Math.min(LOOKERS, tablets.size()));
        try {
            List<CompletableFuture<TabletView>> looks = tablets.stream()
                    .map(tablet -> CompletableFuture.supplyAsync(() -> look(tablet), lookers))
                    .toList();
            List<TabletView> views = looks.stream().map(CompletableFuture::join).toList();
            String primary = views.stream()
                    .filter(TabletView::isPrimary)
                    .map(TabletView::identity)
                    .collect(Collectors.joining());
            return views.stream().map(view -> view.beside(primary)).toList();
        } finally {
            lookers.shutdown();
        }
    }

    private static TabletView look(Tablet tablet) {
        try (Member member = Member.connect(tablet)) {
            boolean primary = tablet.type() == TabletType.PRIMARY;
            Optional<String> since = primary ? ReparentJournal.termStart(member) : Optional.empty();
            return new TabletView(tablet, "", member.isReadOnly(), member.status(), member.identity(), false, since);
        } catch (SQLException e) {
            return new TabletView(tablet, Trouble.reason(e), true, Optional.empty(), "", false, Optional.empty());
        }
    }

    /** The rows that a condition holds for, as the first server that answers understands it. */
    public RowSet filter(RowSet rows, String where) {
        RowFilter filter = RowFilter.parse(
                where,
                rows.columns().stream()
                        .map(column -> column.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()));
        if (rows.rows().isEmpty()) {
            return rows;
        }
        List<Object> parameters = new ArrayList<>();
        List<String> selects = new ArrayList<>();
        for (int i = 0; i < rows.rows().size(); i++) {
            List<String> values = new ArrayList<>(List.of(i + " AS `row number`"));
            for (int j = 0; j < rows.columns().size(); j++) {
                Optional<String> value = rows.rows().get(i).get(j);
                values.add((value.isPresent() ? "?" : "NULL") + " AS `"
                        + rows.columns().get(j).name() + "`");
                value.ifPresent(parameters::add);
            }
            selects.add("SELECT " + String.join(", ", values));
        }
        parameters.addAll(filter.parameters());
        String sql = "SELECT `row number` FROM (" + String.join(" UNION ALL ", selects) + ") t WHERE " + filter.sql();
        return new RowSet(
                rows.columns(),
                kept(sql, parameters).stream().map(rows.rows()::get).toList());
    }

    private List<Integer> kept(String sql, List<Object> parameters) {
        String trouble = "";
        for (Tablet tablet : topology.tablets()) {
            try (Member member = Member.connect(tablet)) {
                return Sql.query(member.connection(), sql, row -> row.getInt(1), parameters.toArray());
            } catch (SQLException e) {
                trouble = Trouble.reason(e);
            }
        }
        throw new EngineFault(EngineFault.Kind.UNAVAILABLE, "the condition could not be computed: " + trouble);
    }
}
