package dev.palinode.proxy.auth;

import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.login.AuthPackets;
import dev.palinode.proxy.wire.login.HandshakePacket;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Checks a client's password, packet by packet; reads and makes packets, sends nothing. The proxy knows the passwords of
 * its users, so the proof that a client makes of its password decides at once. Only a client whose proof has no known
 * form is asked for the password itself, under our RSA key or inside TLS.
 *
 * <p>An unknown user is asked just like a known one, and then refused with the same words.
 */
public final class ClientLogin {
    /** ER_ACCESS_DENIED_ERROR. */
    private static final int ACCESS_DENIED = 1045;

    private enum Expect {
        PROOF,
        FULL_AUTH,
        ENCRYPTED
    }

    private final UserDirectory users;
    private final RsaKeys keys;
    private final SecureRandom random;
    private final ByteBufAllocator allocator;
    private final String host;
    private final boolean tls;
    private Octets nonce;
    private AuthMethod method = AuthMethod.CACHING_SHA2;
    private Expect expect = Expect.PROOF;
    private boolean switched;
    private String user = "";
    private Optional<Login> account = Optional.empty();

    /**
     * A log-in that has not begun.
     *
     * @param host the client's, for the words of a refusal
     * @param tls whether the connection is encrypted, so that a password may come in clear
     */
    public ClientLogin(
            UserDirectory users,
            RsaKeys keys,
            SecureRandom random,
            ByteBufAllocator allocator,
            String host,
            boolean tls) {
        this.users = users;
        this.keys = keys;
        this.random = random;
        this.allocator = allocator;
        this.host = host;
        this.tls = tls;
        this.nonce = newNonce();
    }

    /** The nonce for the greeting. */
    public Octets nonce() {
        return nonce;
    }

    /** The plugin for the greeting. */
    public static String defaultPlugin() {
        return AuthMethod.CACHING_SHA2.plugin();
    }

    /** Bytes from 1 to 127 without '$', as old clients read the nonce as text. */
    private Octets newNonce() {
        byte[] bytes = new byte[HandshakePacket.NONCE];
        for (int i = 0; i < bytes.length; i++) {
            int b = 1 + random.nextInt(126);
            bytes[i] = (byte) (b >= '$' ? b + 1 : b);
        }
        return Octets.of(bytes);
    }

    /**
     * The client's answer to the greeting.
     *
     * @param plugin the plugin that it used; empty for a client that knows none but the oldest
     * @param sequence for the next packet to the client, as in all methods here
     */
    public LoginStep begin(String name, String plugin, Octets proof, int sequence) {
        user = name;
        account = users.find(name);
        Optional<AuthMethod> known =
                plugin.isEmpty() && !proof.isEmpty() ? Optional.of(AuthMethod.NATIVE) : AuthMethod.ofPlugin(plugin);
        if (known.isEmpty() || (proof.isEmpty() && !password().isEmpty())) {
            return switchTo(known.orElse(AuthMethod.CACHING_SHA2), sequence);
        }
        method = known.get();
        return proof(proof, sequence);
    }

    /** Begins without a proof, as COM_CHANGE_USER does: the client is asked for one. */
    public LoginStep beginWithoutProof(String name, String plugin, int sequence) {
        user = name;
        account = users.find(name);
        return switchTo(AuthMethod.ofPlugin(plugin).orElse(AuthMethod.CACHING_SHA2), sequence);
    }

    private LoginStep switchTo(AuthMethod wanted, int sequence) {
        method = wanted;
        switched = true;
        nonce = newNonce();
        ByteBuf out = allocator.buffer();
        new AuthPackets.Switch(method.plugin(), nonce).write(out, sequence);
        return LoginStep.waiting(out);
    }

    /** The client's next packet. */
    public LoginStep next(ByteBuf payload, int sequence) {
        Octets bytes = Octets.readAll(payload);
        return switch (expect) {
            case PROOF -> proof(bytes, sequence);
            case FULL_AUTH -> fullAuth(bytes.toArray(), sequence);
            case ENCRYPTED -> password(keys.decrypt(bytes.toArray(), nonce.toArray()));
        };
    }

    private LoginStep proof(Octets proof, int sequence) {
        boolean none = proof.isEmpty() || (proof.length() == 1 && proof.at(0) == 0);
        if (none) {
            return account.isPresent() && password().isEmpty() ? LoginStep.accepted() : refused(false);
        }
        if (proof.length() != method.proofLength()) {
            return oddProof(sequence);
        }
        boolean right = MessageDigest.isEqual(
                proof.toArray(), method.proof(password(), nonce.toArray()).toArray());
        if (!right || account.isEmpty()) {
            return refused(true);
        }
        return method == AuthMethod.CACHING_SHA2
                ? LoginStep.accepted(moreData(sequence, new byte[] {AuthPackets.FAST_OK}))
                : LoginStep.accepted();
    }

    private LoginStep oddProof(int sequence) {
        if (method == AuthMethod.CACHING_SHA2) {
            expect = Expect.FULL_AUTH;
            return LoginStep.waiting(moreData(sequence, new byte[] {AuthPackets.FULL_AUTH}));
        }
        return switched ? refused(true) : switchTo(AuthMethod.CACHING_SHA2, sequence);
    }

    private LoginStep fullAuth(byte[] bytes, int sequence) {
        if (bytes.length == 1 && bytes[0] == AuthPackets.REQUEST_KEY) {
            expect = Expect.ENCRYPTED;
            return LoginStep.waiting(moreData(sequence, keys.publicPem()));
        }
        if (!tls) {
            return password(keys.decrypt(bytes, nonce.toArray()));
        }
        int end = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
        return password(Optional.of(new String(bytes, 0, end, StandardCharsets.UTF_8)));
    }

    private LoginStep password(Optional<String> given) {
        boolean right = given.isPresent()
                && MessageDigest.isEqual(
                        given.get().getBytes(StandardCharsets.UTF_8), password().getBytes(StandardCharsets.UTF_8));
        return right && account.isPresent() ? LoginStep.accepted() : refused(true);
    }

    private ByteBuf moreData(int sequence, byte[] data) {
        ByteBuf out = allocator.buffer();
        AuthPackets.writeMoreData(out, sequence, data);
        return out;
    }

    /** The password of the account; for an unknown user one that nobody has. */
    private String password() {
        return account.map(Login::password).orElse("\0");
    }

    private LoginStep refused(boolean usingPassword) {
        String message = "Access denied for user '" + user + "'@'" + host + "' (using password: "
                + (usingPassword ? "YES" : "NO") + ")";
        return LoginStep.refused(new ErrPacket(ACCESS_DENIED, "28000", message));
    }

    /** The account that logged in. */
    public Login account() {
        return account.orElseThrow();
    }
}
