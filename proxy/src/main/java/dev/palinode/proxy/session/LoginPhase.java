package dev.palinode.proxy.session;

import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.auth.BackendLogin;
import dev.palinode.proxy.auth.ClientLogin;
import dev.palinode.proxy.auth.LoginStep;
import dev.palinode.proxy.session.backend.BackendException;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.ServerProfiles;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.WireException;
import dev.palinode.proxy.wire.login.ChangeUserPacket;
import dev.palinode.proxy.wire.login.HandshakePacket;
import dev.palinode.proxy.wire.login.HandshakeResponse;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A client logs in, for the first time or again by COM_CHANGE_USER: it is greeted, proves its password to the proxy, and
 * then the proxy logs in to the backend with the client's capabilities, so that bytes can be relayed as they are. Only
 * the backend's OK, or its error, ends the client's log-in.
 */
final class LoginPhase implements Session.Phase {
    /** Longest packet of a log-in: connection attributes are 64 KB at most. */
    private static final int MAX_LOGIN_PACKET = 1 << 18;

    private enum Step {
        PROFILE,
        RESPONSE,
        PROOF,
        BACKEND
    }

    private final Session session;
    private final ClientLogin login;
    private Step step = Step.PROFILE;
    private int offered;
    private int capabilities;
    private int maxPacket = FrameDecoder.MAX_PAYLOAD;
    private int collation;
    private String database = "";
    private Map<String, String> attributes = Map.of();
    private int sequence;

    LoginPhase(Session session) {
        this.session = session;
        SessionEnvironment environment = session.environment();
        this.login = new ClientLogin(
                environment.users(),
                environment.keys(),
                environment.random(),
                session.client().alloc(),
                clientHost(session.client().remoteAddress()),
                session.client().pipeline().get(SslHandler.class) != null);
    }

    private static String clientHost(SocketAddress address) {
        if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
            return inet.getAddress().isLoopbackAddress()
                    ? "localhost"
                    : inet.getAddress().getHostAddress();
        }
        return String.valueOf(address);
    }

    void greet() {
        Tablet primary = session.environment().topology().primary();
        session.environment()
                .profiles()
                .of(primary, session.loop())
                .addListener((Future<HandshakePacket> profile) -> session.loop().execute(() -> greet(profile)));
    }

    private void greet(Future<HandshakePacket> profile) {
        if (session.isClosed()) {
            return;
        }
        if (!profile.isSuccess()) {
            session.lastWord(errorOf(profile.cause())
                    .toFrameBeforeGreeting(session.client().alloc()));
            return;
        }
        HandshakePacket server = profile.getNow();
        offered =
                Capability.offered(server.capabilities(), session.environment().localFiles());
        ByteBuf out = session.client().alloc().buffer();
        new HandshakePacket(
                        server.serverVersion(),
                        session.id(),
                        login.nonce(),
                        offered,
                        server.collation(),
                        server.status(),
                        ClientLogin.defaultPlugin())
                .write(out);
        step = Step.RESPONSE;
        session.send(out);
    }

    /** Logs in again; the capabilities stay as they were agreed on. */
    void changeUser(ChangeUserPacket packet, int agreed, int received) {
        capabilities = agreed;
        database = packet.database();
        collation = packet.collation();
        attributes = packet.attributes();
        sequence = received;
        step = Step.PROOF;
        handle(login.beginWithoutProof(packet.user(), packet.plugin(), next()));
    }

    @Override
    public void received() {
        FrameDecoder input = session.input();
        while (!holdsInput() && !session.isClosed() && input.next()) {
            if (input.length() > MAX_LOGIN_PACKET) {
                throw new WireException("a log-in packet of " + input.length() + " bytes");
            } else if (!input.whole()) {
                return;
            }
            sequence = input.sequence();
            input.accept();
            ByteBuf frame = input.takeRun();
            try {
                packet(frame.skipBytes(FrameDecoder.HEADER));
            } finally {
                frame.release();
            }
        }
    }

    private void packet(ByteBuf payload) {
        if (step == Step.PROOF) {
            handle(login.next(payload, next()));
            return;
        }
        HandshakeResponse response = HandshakeResponse.read(payload, offered);
        capabilities = response.capabilities();
        maxPacket = response.maxPacket();
        collation = response.collation();
        database = response.database();
        attributes = response.attributes();
        step = Step.PROOF;
        handle(login.begin(response.user(), response.plugin(), response.proof(), next()));
    }

    private int next() {
        return sequence + 1 & 0xFF;
    }

    private void handle(LoginStep result) {
        result.send().ifPresent(packet -> {
            if (result.outcome() == LoginStep.Outcome.ACCEPTED) {
                sequence++;
            }
            session.send(packet);
        });
        result.error().ifPresent(error -> session.failWith(error, next()));
        if (result.outcome() == LoginStep.Outcome.ACCEPTED) {
            accepted(login.account());
        }
    }

    private void accepted(Login account) {
        if (session.environment().registry().enter(session, account.user())) {
            openBackend(account);
        } else {
            String message =
                    "User " + account.user() + " already has more than 'max_user_connections' active connections";
            session.failWith(new ErrPacket(1203, "42000", message), next());
        }
    }

    private void openBackend(Login account) {
        step = Step.BACKEND;
        Tablet primary = session.environment().topology().primary();
        Map<String, String> told = new LinkedHashMap<>(attributes);
        told.put("_palinode_client", String.valueOf(session.client().remoteAddress()));
        BackendLogin.Request request =
                new BackendLogin.Request(account, capabilities, maxPacket, collation, database, told);
        session.environment()
                .connector()
                .open(session.loop(), primary.address(), request)
                .addListener((Future<BackendLink> opened) -> opened(account, primary, opened));
    }

    private void opened(Login account, Tablet primary, Future<BackendLink> opened) {
        ServerProfiles profiles = session.environment().profiles();
        if (!opened.isSuccess()) {
            profiles.forget(primary.address());
            if (!session.isClosed()) {
                session.failWith(errorOf(opened.cause()), next());
            }
            return;
        }
        BackendLink link = opened.getNow();
        profiles.learn(primary.address(), link.greeting(), session.loop());
        if (session.isClosed()) {
            link.quit();
        } else {
            session.loggedIn(account, primary, link, database, next());
        }
    }

    private static ErrPacket errorOf(Throwable cause) {
        return cause instanceof BackendException refused
                ? refused.error()
                : new ErrPacket(1105, "HY000", "the proxy could not log in to the server: " + cause.getMessage());
    }

    @Override
    public boolean holdsInput() {
        return step == Step.PROFILE || step == Step.BACKEND;
    }

    @Override
    public boolean isIdle() {
        return true;
    }

    @Override
    public int nextSequence() {
        return next();
    }

    @Override
    public int preparedStatements() {
        return 0;
    }

    @Override
    public boolean isInTransaction() {
        return false;
    }

    @Override
    public OptionalInt errorSequence() {
        return OptionalInt.of(next());
    }

    @Override
    public boolean isLogin() {
        return true;
    }
}
