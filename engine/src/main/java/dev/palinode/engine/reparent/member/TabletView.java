package dev.palinode.engine.reparent.member;

import dev.palinode.engine.dialect.ReplicaStatus;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.util.Objects;
import java.util.Optional;

/**
 * A tablet as one look saw it.
 *
 * @param trouble why it could not be asked; empty if it answered
 * @param readOnly whether it refuses ordinary users' writes
 * @param replication how it replicates, if it does
 * @param identity by which replicas know it; empty if it could not be asked
 * @param strays whether its source is known not to be the primary, which answers
 * @param termStart since when it is the primary, in UTC, if it was promoted by us
 */
public record TabletView(
        Tablet tablet,
        String trouble,
        boolean readOnly,
        Optional<ReplicaStatus> replication,
        String identity,
        boolean strays,
        Optional<String> termStart) {
    public TabletView {
        Objects.requireNonNull(tablet, "tablet");
        Objects.requireNonNull(trouble, "trouble");
        Objects.requireNonNull(replication, "replication");
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(termStart, "termStart");
    }

    /** The same beside a primary of an identity; empty if that one does not answer. */
    TabletView beside(String primary) {
        boolean other = replication
                .map(ReplicaStatus::source)
                .filter(source -> !source.isEmpty() && !source.equals("0") && !source.equals(primary))
                .isPresent();
        return new TabletView(
                tablet,
                trouble,
                readOnly,
                replication,
                identity,
                !isPrimary() && !primary.isEmpty() && other,
                termStart);
    }

    /** Its alias. */
    public String alias() {
        return tablet.alias();
    }

    /** Its type. */
    public String type() {
        return tablet.type().name();
    }

    /** Whether it is the shard's primary. */
    public boolean isPrimary() {
        return tablet.type() == TabletType.PRIMARY;
    }

    /** Its host. */
    public String host() {
        return tablet.address().host();
    }

    /** {@code host:port}. */
    public String address() {
        return tablet.address().toString();
    }

    /** Whether it answers. */
    public boolean alive() {
        return trouble.isEmpty();
    }

    /** Vitess's word for whether it does what its type promises; a replica that waits for its source still does. */
    public String state() {
        return reason().isEmpty() ? "SERVING" : "NOT_SERVING";
    }

    /** Why it does not do that, and what to do if that is one command; empty if it does. */
    public String reason() {
        if (!alive()) {
            return trouble;
        }
        if (isPrimary()) {
            return readOnly ? "it is read-only; unless that is on purpose: VTCTL SetWritable " + alias() + " true" : "";
        }
        if (replication.isEmpty()) {
            return "it replicates from nobody";
        }
        if (strays) {
            return "it does not replicate from the primary, but from " + source() + "; VTCTL ReparentTablet " + alias();
        }
        ReplicaStatus status = replication.get();
        if (status.applying() && (status.receiving() || status.lostSource())) {
            return "";
        }
        return status.error().isEmpty() ? "its replication is stopped" : status.error();
    }

    /** Where it replicates from, {@code host:port}; empty if from nowhere. */
    public String source() {
        return replication.map(status -> status.host() + ":" + status.port()).orElse("");
    }

    /** Whether it receives from its source. */
    public boolean receiving() {
        return replication.filter(ReplicaStatus::receiving).isPresent();
    }

    /** Whether it applies what it has received. */
    public boolean applying() {
        return replication.filter(ReplicaStatus::applying).isPresent();
    }

    /** What is wrong with it; empty if nothing is. */
    public String error() {
        String own = replication.map(ReplicaStatus::error).orElse("");
        if (!alive()) {
            return trouble;
        }
        return own.isEmpty() && !readOnly && !isPrimary() ? "it takes writes, although it is not the primary" : own;
    }

    /** Seconds behind its source, as it says itself. */
    public Optional<Long> lag() {
        return replication.flatMap(ReplicaStatus::lag);
    }
}
