package dev.palinode.proxy.session.failover;

import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.auth.BackendLogin;
import dev.palinode.proxy.session.backend.BackendConnector;
import dev.palinode.proxy.session.backend.BackendException;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.ServerProfiles;
import dev.palinode.proxy.session.place.Place;
import dev.palinode.proxy.session.place.Refusals;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The first connection of a session that logs in: to the primary, for which it may wait, or to one of the replicas, whichever
 * answers. Confined to the session's event loop.
 */
public final class FirstLink {
    /** An account with rights enough writes at a replica in spite of read_only; then the replica would have rows of its own. */
    private static final byte[] READ_ONLY = "SET SESSION TRANSACTION READ ONLY".getBytes(StandardCharsets.US_ASCII);

    /** Who logs in. */
    public interface Owner {
        EventLoop loop();

        boolean isClosed();

        /** There is a connection. */
        void opened(Place place, Tablet tablet, BackendLink link);

        /** There is none. */
        void notOpened(ErrPacket error);
    }

    private final Owner owner;
    private final Place place;
    private final BackendConnector connector;
    private final ServerProfiles profiles;
    private final BackendLogin.Request request;
    private final Patience patience;
    private final Set<ServerAddress> tried = new HashSet<>();

    public FirstLink(
            Owner owner,
            Place place,
            BackendConnector connector,
            ServerProfiles profiles,
            BackendLogin.Request request) {
        this.owner = owner;
        this.place = place;
        this.connector = connector;
        this.profiles = profiles;
        this.request = request;
        this.patience = new Patience(owner.loop(), place.cluster(), connector, owner::isClosed);
    }

    /** Begins. */
    public void open() {
        Optional<Tablet> to = place.choose(tried);
        if (to.isEmpty()) {
            owner.notOpened(Refusals.noTablet(place));
            return;
        }
        Tablet tablet = to.get();
        connector
                .open(owner.loop(), tablet, request)
                .addListener((Future<BackendLink> opened) -> opened(tablet, opened));
    }

    private void opened(Tablet tablet, Future<BackendLink> opened) {
        if (!opened.isSuccess()) {
            failed(tablet, opened.cause());
            return;
        }
        BackendLink link = opened.getNow();
        profiles.learn(tablet.address(), link.greeting(), owner.loop());
        if (owner.isClosed()) {
            link.quit();
            return;
        }
        Replay.run(owner.loop(), link, guard(place, link.capabilities()), error -> {
            if (owner.isClosed()) {
                link.quit();
            } else if (!link.isUp()) {
                failed(tablet, BackendException.lost(tablet.address()));
            } else if (error.isPresent()) {
                link.quit();
                owner.notOpened(error.get());
            } else {
                owner.opened(place, tablet, link);
            }
        });
    }

    /** What a connection to a replica begins with. */
    static List<Replay.Step> guard(Place place, long capabilities) {
        return place.isPrimary() ? List.of() : List.of(Replay.Step.query(READ_ONLY, capabilities));
    }

    /**
     * Makes sure that a connection to a replica is as in the beginning.
     *
     * @param done gets the error, if there was one
     */
    public static void guard(EventLoop loop, BackendLink link, Place place, Consumer<Optional<ErrPacket>> done) {
        Replay.run(loop, link, guard(place, link.capabilities()), done);
    }

    private void failed(Tablet tablet, Throwable cause) {
        if (owner.isClosed()) {
            return;
        }
        if (!BackendException.isUnreachable(cause)) {
            profiles.forget(tablet.address());
        } else if (!place.isPrimary()) {
            tried.add(tablet.address());
            open();
            return;
        } else if (patience.waits(tablet, this::open)) {
            return;
        }
        owner.notOpened(BackendException.errorOf(cause));
    }
}
