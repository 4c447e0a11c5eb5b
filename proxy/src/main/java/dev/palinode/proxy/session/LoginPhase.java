package dev.palinode.proxy.session;

import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.auth.Account;
import dev.palinode.proxy.auth.ClientLogin;
import dev.palinode.proxy.auth.LoginErrors;
import dev.palinode.proxy.auth.LoginStep;
import dev.palinode.proxy.intercept.form.CharacterSets;
import dev.palinode.proxy.listen.ClientAddress;
import dev.palinode.proxy.listen.ClientTls;
import dev.palinode.proxy.listen.Door;
import dev.palinode.proxy.session.backend.BackendException;
import dev.palinode.proxy.session.backend.BackendLink;
import dev.palinode.proxy.session.backend.SessionTerms;
import dev.palinode.proxy.session.command.Phase;
import dev.palinode.proxy.session.failover.FirstLink;
import dev.palinode.proxy.session.limit.LoginTimer;
import dev.palinode.proxy.session.place.Heading;
import dev.palinode.proxy.session.place.Place;
import dev.palinode.proxy.session.place.Target;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.WireException;
import dev.palinode.proxy.wire.login.ChangeUserPacket;
import dev.palinode.proxy.wire.login.HandshakePacket;
import dev.palinode.proxy.wire.login.HandshakeResponse;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.RejectedExecutionException;

/**
 * A client logs in, for the first time or again by COM_CHANGE_USER: it is greeted, proves its password to the proxy, and
 * then the proxy logs in to the backend with the client's capabilities, so that bytes can be relayed as they are. Only
 * the backend's OK, or its error, ends the client's log-in.
 */
final class LoginPhase implements Phase, FirstLink.Owner {
    /** Longest packet of a log-in: connection attributes are 64 KB at most. */
    private static final int MAX_LOGIN_PACKET = 1 << 18;

    private enum Step {
        PROFILE,
        RESPONSE,
        PROOF,
        CHECK,
        DELAY,
        BACKEND
    }

    private final Session session;
    private final ClientLogin login;
    private Step step = Step.PROFILE;
    private long offered;
    private SessionTerms terms = SessionTerms.NONE;
    private final LoginTimer timer;
    private boolean again;
    private int sequence;

    LoginPhase(Session session) {
        this.session = session;
        SessionEnvironment environment = session.environment();
        this.login = new ClientLogin(
                environment.users(),
                environment.keys(),
                environment.random(),
                session.client().alloc(),
                ClientAddress.of(session.client()).getAddress(),
                () -> ClientTls.isOn(session.client()));
        this.timer = LoginTimer.start(session.client(), environment.limits().loginTimeout(), session::close);
    }

    void greet() {
        session.environment()
                .profiles()
                .of(session.environment().keyspaces().topologies(), session.loop())
                .addListener((Future<HandshakePacket> profile) -> session.loop().execute(() -> greet(profile)));
    }

    private void greet(Future<HandshakePacket> profile) {
        if (session.isClosed()) {
            return;
        }
        if (!profile.isSuccess()) {
            session.lastWord(BackendException.errorOf(profile.cause())
                    .toFrameBeforeGreeting(session.client().alloc()));
            return;
        }
        HandshakePacket server = profile.getNow();
        offered = session.environment().offered(server.capabilities());
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
        session.resume();
    }

    /** Logs in again; the capabilities stay as they were agreed on. */
    void changeUser(ChangeUserPacket packet, long agreed, int received) {
        again = true;
        terms = SessionTerms.of(packet, agreed);
        sequence = received;
        step = Step.PROOF;
        if (!Capability.has(agreed, Capability.PLUGIN_AUTH)) {
            session.failWith(LoginErrors.NO_PLUGINS, nextSequence());
            return;
        }
        handle(login.beginWithoutProof(packet.user(), packet.plugin(), nextSequence()));
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
            proof(payload);
            return;
        }
        Door door = session.environment().door();
        if (HandshakeResponse.isTlsRequest(payload, offered) && !ClientTls.isOn(session.client())) {
            door.tls()
                    .ifPresent(tls -> ClientTls.start(
                            session.client(), tls, session.input().takeRest()));
            return;
        }
        HandshakeResponse response = HandshakeResponse.read(payload, offered);
        if (door.requireTls() && !ClientTls.isOn(session.client())) {
            session.failWith(LoginErrors.INSECURE, nextSequence());
            return;
        }
        terms = SessionTerms.of(response, payload);
        session.identity().setClientFlags(terms.capabilities());
        step = Step.PROOF;
        handle(login.begin(
                response.user(),
                response.plugin(),
                terms.has(Capability.PLUGIN_AUTH),
                response.proof(),
                nextSequence()));
    }

    private void proof(ByteBuf payload) {
        if (!login.isCostly(payload)) {
            handle(login.next(payload, nextSequence()));
            return;
        }
        step = Step.CHECK;
        ByteBuf copy = Unpooled.copiedBuffer(payload);
        int answer = nextSequence();
        try {
            session.environment().logins().execute(() -> checked(login.next(copy, answer)));
        } catch (RejectedExecutionException e) {
            session.failWith(LoginErrors.TOO_BUSY, answer);
        }
    }

    private void checked(LoginStep result) {
        session.loop().execute(() -> {
            if (session.isClosed()) {
                result.send().ifPresent(ByteBuf::release);
                return;
            }
            step = Step.PROOF;
            handle(result);
            session.resume();
        });
    }

    private void handle(LoginStep result) {
        boolean later = session.environment()
                .delays()
                .answerLater(session.client(), ClientAddress.of(session.client()), login.account(), result, step -> {
                    if (!session.isClosed()) {
                        answer(step);
                        session.resume();
                    }
                });
        if (later) {
            step = Step.DELAY;
        } else {
            answer(result);
        }
    }

    private void answer(LoginStep result) {
        result.send().ifPresent(packet -> {
            if (result.outcome() == LoginStep.Outcome.ACCEPTED) {
                sequence++;
            }
            session.send(packet);
        });
        result.error().ifPresent(error -> session.failWith(error, nextSequence()));
        if (result.outcome() == LoginStep.Outcome.ACCEPTED) {
            accepted(login.account());
        }
    }

    private void accepted(Account account) {
        if (session.environment().registry().enter(session, account.name())) {
            openBackend(account);
        } else {
            session.failWith(LoginErrors.tooManyOf(account.name()), nextSequence());
        }
    }

    private void openBackend(Account account) {
        step = Step.BACKEND;
        SessionEnvironment environment = session.environment();
        Target target = Target.of(terms.database());
        terms = terms.in(Optional.of(target.schema()));
        Heading heading = environment.keyspaces().enter(target);
        heading.refusal().ifPresent(this::notOpened);
        heading.place()
                .ifPresent(place -> new FirstLink(
                                this,
                                place,
                                environment.connector(),
                                environment.profiles(),
                                terms.request(account.backend(), ClientAddress.of(session.client())))
                        .open());
    }

    @Override
    public EventLoop loop() {
        return session.loop();
    }

    @Override
    public boolean isClosed() {
        return session.isClosed();
    }

    @Override
    public void opened(Place place, Tablet tablet, BackendLink link) {
        timer.stop();
        session.loggedIn(login.account(), place, tablet, link, terms, nextSequence());
        session.state().loggedInWith(CharacterSets.ofCollation(terms.collation()));
        if (!again) {
            terms.compression().ifPresent(compression -> FrontendHandler.compress(session.client(), compression));
        }
    }

    @Override
    public void notOpened(ErrPacket error) {
        session.failWith(error, nextSequence());
    }

    @Override
    public boolean holdsInput() {
        return step == Step.PROFILE || step == Step.CHECK || step == Step.DELAY || step == Step.BACKEND;
    }

    @Override
    public int nextSequence() {
        return sequence + 1 & 0xFF;
    }

    @Override
    public OptionalInt errorSequence() {
        return OptionalInt.of(nextSequence());
    }

    @Override
    public boolean isLogin() {
        return true;
    }
}
