package dev.palinode.proxy.session;

import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.auth.Account;
import dev.palinode.proxy.auth.BackendLogin;
import dev.palinode.proxy.intercept.Actor;
import dev.palinode.proxy.intercept.Reply;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * KILL of a session of this proxy, by the id in its greeting, as drivers do to cancel a statement, or by the server's id
 * of its backend connection, as in CONNECTION_ID() and SHOW PROCESSLIST. The backend connection is killed, over a short
 * connection of its own. An id of neither kind is the server's business.
 */
final class KillCommand {
    /** Space and comments; each character in one way only, so that no text takes long to be found wanting. */
    private static final String BLANK = "(?:\\s|;|/\\*(?:[^*]|\\*(?!/))*+\\*/|#[^\\n]*+(?:\\n|$)|-- [^\\n]*+(?:\\n|$))";

    private static final Pattern KILL = Pattern.compile("(?is)" + BLANK + "*KILL(?:" + BLANK + "+(?:HARD|SOFT))?(?:"
            + BLANK + "+(CONNECTION|QUERY))?(?:" + BLANK + "|[(])+(\\d{1,18})(?:" + BLANK + "|[)])*");
    private static final Reply DONE = new Reply.Ok(0);

    /**
     * What is to be killed.
     *
     * @param id of a session of ours
     * @param queryOnly whether the connection lives on
     */
    record Target(long id, boolean queryOnly) {}

    private final Session session;

    KillCommand(Session session) {
        this.session = session;
    }

    /** The session that the statement kills; empty if it is no KILL, or none of a session of ours. */
    Optional<Target> parse(String sql) {
        Matcher kill = KILL.matcher(sql);
        if (!kill.matches()) {
            return Optional.empty();
        }
        long id = Long.parseLong(kill.group(2));
        return session.environment()
                .registry()
                .find(id)
                .map(found -> new Target(id, "QUERY".equalsIgnoreCase(kill.group(1))));
    }

    /** Kills it; the answer comes on this session's loop. */
    void run(Target target, Consumer<Reply> answer) {
        Optional<Session> found = session.environment().registry().find(target.id());
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
    private void kill(
            Target target, Session victim, int backendId, Tablet tablet, Login login, Consumer<Reply> answer) {
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
            Target target, Session victim, BackendLink link, Optional<ErrPacket> error, Consumer<Reply> answer) {
        link.quit();
        if (!target.queryOnly()) {
            victim.closeNow();
        }
        if (!session.isClosed()) {
            answer.accept(error.map(RouteRunner::reply).orElse(DONE));
        }
    }
}
