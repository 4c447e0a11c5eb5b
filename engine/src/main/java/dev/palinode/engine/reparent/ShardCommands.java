package dev.palinode.engine.reparent;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.reparent.member.Errant;
import dev.palinode.engine.reparent.member.Events;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.Members;
import dev.palinode.engine.reparent.member.Peers;
import dev.palinode.engine.reparent.member.RelayLog;
import dev.palinode.engine.reparent.member.TabletView;
import dev.palinode.engine.reparent.member.Trouble;
import dev.palinode.engine.reparent.member.Views;
import dev.palinode.engine.reparent.others.ExternalPromotion;
import dev.palinode.engine.reparent.others.FollowedPromotions;
import dev.palinode.engine.topo.Tablet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The commands that change the roles of a shard's servers. Each blocks until it is done, and returns what it has done,
 * line by line. Safe for many threads: the servers' own locks let one at a time do something.
 */
public final class ShardCommands implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ShardAccess shard;
    private final ReturnWatch returning;
    private final InterruptedWatch interrupted;
    private final FollowedPromotions followed;
    private final Peers peers;
    private final Views views;

    /** A command. */
    @FunctionalInterface
    private interface Command {
        void run(Events events) throws SQLException, InterruptedException;
    }

    public ShardCommands(ShardAccess shard) {
        this.shard = shard;
        this.returning = new ReturnWatch(shard.topology());
        this.interrupted = new InterruptedWatch(shard, returning::await);
        this.followed = new FollowedPromotions(shard.topology());
        this.peers = new Peers(shard.name(), shard.topology(), shard.refresh(), shard.gate());
        this.views = new Views(shard.topology());
    }

    /** The shard, {@code keyspace/shard}. */
    public String shard() {
        return shard.name();
    }

    /** The keyspace alone. */
    public String keyspace() {
        return shard.topology().keyspace();
    }

    /** The shard's name within its keyspace. */
    public String shardName() {
        return shard.topology().shard();
    }

    /** The aliases of its tablets. */
    public Set<String> aliases() {
        return shard.topology().tablets().stream().map(Tablet::alias).collect(Collectors.toUnmodifiableSet());
    }

    /** The tablets, as a look at each of them sees them now. */
    public List<TabletView> tablets() {
        return views.tablets();
    }

    /**
     * Those rows of our own that a condition holds for.
     *
     * @throws EngineFault if it cannot be read, or if no server can be asked to compute it
     */
    public RowSet filter(RowSet rows, String where) {
        return views.filter(rows, where);
    }

    /** Makes a replica the primary while the primary is there. */
    public List<String> plannedReparent(ReparentOptions options) {
        return run(new Events(shard.name()), events -> {
            Optional<Tablet> left = new PlannedReparent(shard, peers, options, events).run();
            left.ifPresent(returning::await);
        });
    }

    /** Makes a replica the primary although the primary is dead or does not answer. */
    public List<String> emergencyReparent(ReparentOptions options) {
        return emergencyReparent(options, new AutoFailover.Requirement() {});
    }

    /** The same, if something holds then. */
    List<String> emergencyReparent(ReparentOptions options, AutoFailover.Requirement requirement) {
        return run(new Events(shard.name()), events -> {
            Optional<Tablet> away = new EmergencyReparent(shard, options, events, requirement).run();
            away.ifPresent(returning::await);
        });
    }

    /** Takes note of a primary that somebody else has promoted. */
    public List<String> externallyReparented(String alias) {
        return run(new Events(shard.name()), events -> {
            Tablet promoted = tablet(alias);
            shard.refresh().run();
            new ExternalPromotion(shard.topology(), promoted).note();
            shard.refresh().run();
            String primary = shard.topology().primary().alias();
            if (!primary.equals(alias)) {
                throw Events.refuse(alias + " is not the primary: by what the servers say, it is " + primary);
            }
            returning.forget(alias);
            events.add(alias + " is the primary");
        });
    }

    /** Makes a replica follow the primary. */
    public List<String> reparentTablet(String alias) {
        return run(new Events(shard.name()), events -> {
            Tablet primary = shard.topology().primary();
            if (primary.alias().equals(alias)) {
                throw Events.refuse(alias + " is the primary itself");
            }
            try (Member source = Member.connect(primary);
                    Member member = Member.connect(tablet(alias))) {
                if (source.isReadOnly()) {
                    throw Events.refuse(primary.alias() + " is known as the primary, but it is read-only");
                }
                if (!member.lock()) {
                    throw Events.refuse("another command changes the role of " + alias + " now");
                }
                if (!member.isReadOnly()) {
                    member.readOnly();
                }
                String errant = Errant.of(member, source);
                if (!errant.isEmpty()) {
                    throw Events.refuse(alias + " has transactions that " + primary.alias() + " lacks: " + errant);
                }
                new Followers(source, events).follow(List.of(member), PATIENCE);
            }
        });
    }

    /** Makes a server take writes, unless another one takes them or may have been promoted, or refuse them. */
    public List<String> setWritable(String alias, boolean writable) {
        if (!writable) {
            return on(alias, "is read-only", Member::readOnly);
        }
        return run(new Events(shard.name()), events -> {
            tablet(alias);
            try (Members members = Members.connect(shard.topology().tablets())) {
                members.lock(Duration.ZERO);
                Member member = members.find(alias).orElseThrow(() -> Events.refuse(Members.describe(members.away())));
                Candidates.requireNoOther(members.but(member));
                Candidates.requireLast(member, members, shard.topology().newestPromotion());
                member.writable();
            }
            events.add(alias + " takes writes");
        });
    }

    /** Starts a replica's replication, unless that deletes what it alone has received. */
    public List<String> startReplication(String alias) {
        List<Tablet> others = shard.topology().tablets().stream()
                .filter(tablet -> !tablet.alias().equals(alias))
                .toList();
        return on(alias, "replicates", member -> RelayLog.start(member, others));
    }

    /** Stops a replica's replication. */
    public List<String> stopReplication(String alias) {
        return on(alias, "does not replicate any more", Member::stop);
    }

    private List<String> on(String alias, String done, Member.Act act) {
        return run(new Events(shard.name()), events -> {
            Tablet tablet = tablet(alias);
            try (Members members = Members.connect(List.of(tablet))) {
                if (!members.away().isEmpty()) {
                    throw new EngineFault(EngineFault.Kind.UNAVAILABLE, Members.describe(members.away()));
                }
                members.lock(Duration.ZERO);
                for (Member member : members.reached()) {
                    act.on(member);
                }
            }
            events.add(alias + " " + done);
        });
    }

    private Tablet tablet(String alias) {
        List<Tablet> tablets = shard.topology().tablets();
        return tablets.stream()
                .filter(tablet -> tablet.alias().equals(alias))
                .findFirst()
                .orElseThrow(() -> Events.refuse("no such tablet: " + alias + "; there is "
                        + String.join(", ", tablets.stream().map(Tablet::alias).toList())));
    }

    private static List<String> run(Events events, Command command) {
        try {
            command.run(events);
            return events.lines();
        } catch (SQLException e) {
            throw new EngineFault(EngineFault.Kind.UNAVAILABLE, Trouble.reason(e) + said(events), e);
        } catch (EngineFault e) {
            throw new EngineFault(e.kind(), e.getMessage() + said(events), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineFault(EngineFault.Kind.UNAVAILABLE, "interrupted" + said(events), e);
        }
    }

    /** What was done before it failed, and undone. */
    private static String said(Events events) {
        return events.lines().isEmpty() ? "" : " (" + String.join("; ", events.lines()) + ")";
    }

    @Override
    public void close() {
        returning.close();
        interrupted.close();
        followed.close();
        peers.close();
    }
}
