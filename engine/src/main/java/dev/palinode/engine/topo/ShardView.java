package dev.palinode.engine.topo;

import java.util.List;

/**
 * Who makes up a shard at a moment.
 *
 * @param primary one of the tablets
 * @param tablets each in the role that it has now
 * @param term grows by one with each change of the primary
 */
public record ShardView(Tablet primary, List<Tablet> tablets, long term) {
    public ShardView {
        tablets = List.copyOf(tablets);
    }

    /**
     * The tablets, with that one as the primary and none besides.
     *
     * @throws IllegalArgumentException if it is not one of them
     */
    public static ShardView of(String primary, List<Tablet> tablets, long term) {
        List<Tablet> all = tablets.stream()
                .map(tablet -> inRole(tablet, tablet.alias().equals(primary)))
                .toList();
        Tablet found = all.stream()
                .filter(tablet -> tablet.type() == TabletType.PRIMARY)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the primary " + primary + " is not a tablet"));
        return new ShardView(found, all, term);
    }

    private static Tablet inRole(Tablet tablet, boolean primary) {
        TabletType other = tablet.type() == TabletType.PRIMARY ? TabletType.REPLICA : tablet.type();
        TabletType type = primary ? TabletType.PRIMARY : other;
        return new Tablet(tablet.alias(), tablet.address(), type, tablet.login(), tablet.tls());
    }
}
