package dev.palinode.proxy.session;

import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.auth.Account;
import dev.palinode.proxy.auth.BackendLogin;
import dev.palinode.proxy.intercept.Actor;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.form.Kill;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.ServerProfiles;
import dev.palinode.proxy.session.backend.Swallow;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * KILL of a session of this proxy, by the id in its greeting, as drivers do to cancel a statement, or by the id
 * of its backend connection at the killer's server, as in CONNECTION_ID() and SHOW PROCESSLIST there. The backend connection is killed, over a short
 * connection of its own. An id of neither kind is the server's business.
 */
final class KillCommand {
    private static final ErrPacket INTERRUPTED = new ErrPacket(1317, "70100", "Query execution was interrupted");
    private static final Reply DONE = new Reply.Ok(0);

    private final Session session;

    KillCommand(Session session) {
        this.session = session;
    }

    /** The session that the statement kills; empty if it is no KILL, or none of a session of ours. */
    Optional<Kill> parse(String sql) {
        return Kill.of(sql)
                .filter(kill -> session.environment()
                        .registry()
                        .find(kill.id(), session)
                        .isPresent());
    }

    /** Kills it; the answer comes on this session's loop. */
    void run(Kill target, Consumer<Reply> answer) {
        Optional<Session> found = session.environment().registry().find(target.id(), session);
        if (found.isEmpty()) {
            answer.accept(new Reply.Err(1094, "HY000", "Unknown thread id: " + target.id()));
            return;
        }
        Session victim = found.get();
        Actor killer = session.state().actor();
        victim.loop().execute(() -> {
            Optional<Integer> backendId =
                    victim.backend().map(link -> link.greeting().connectionId());
            Optional<Tablet> tablet = victim.identity().tablet();
            Optional<Login> login = victim.identity()
                    .account()
                    .filter(owner -> killer.admin() || owner.name().equals(killer.user()))
                    .map(Account::backend);
            session.loop().execute(() -> {
                if (login.isEmpty() || backendId.isEmpty() || tablet.isEmpty()) {
                    answer.accept(new Reply.Err(1095, "HY000", "You are not owner of thread " + target.id()));
                } else {
                    kill(target, victim, backendId.get(), tablet.get(), login.get(), answer);
                }
            });
        });
    }

    /** The victim's own account may always kill its connections. */
    private void kill(Kill target, Session victim, int backendId, Tablet tablet, Login login, Consumer<Reply> answer) {
        String sql = (target.queryOnly() ? "KILL QUERY " : "KILL ") + Integer.toUnsignedLong(backendId);
        BackendLogin.Request plain = ServerProfiles.plainLogin(tablet);
        BackendLogin.Request request = new BackendLogin.Request(
                login, plain.capabilities(), plain.maxPacket(), plain.collation(), "", Map.of());
        session.environment()
                .connector()
                .open(session.loop(), tablet, request)
                .addListener((Future<BackendLink> opened) -> {
                    if (!opened.isSuccess()) {
                        answer.accept(new Reply.Err(
                                1105, "HY000", String.valueOf(opened.cause().getMessage())));
                        return;
                    }
                    BackendLink link = opened.getNow();
                    link.send(
                            Packets.command(
                                    session.client().alloc(), Command.QUERY, sql.getBytes(StandardCharsets.US_ASCII)),
                            Command.QUERY,
                            new Swallow(error -> killed(target, victim, link, error, answer)));
                });
    }

    private void killed(
            Kill target, Session victim, BackendLink link, Optional<ErrPacket> error, Consumer<Reply> answer) {
        link.quit();
        if (target.queryOnly()) {
            victim.loop().execute(() -> victim.activity().interrupt(INTERRUPTED));
        } else {
            victim.closeNow();
        }
        if (!session.isClosed()) {
            answer.accept(error.map(RouteRunner::reply).orElse(DONE));
        }
    }
}
