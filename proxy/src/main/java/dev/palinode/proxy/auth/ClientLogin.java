package dev.palinode.proxy.auth;

import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.login.AuthPackets;
import dev.palinode.proxy.wire.login.HandshakePacket;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Checks a client's password, packet by packet; reads and makes packets, sends nothing. The short proof decides where
 * the proxy knows enough of the password to check it. Else the client is asked for the password itself, inside TLS or
 * under our RSA key, or for a proof by the other plugin.
 *
 * <p>An unknown user is asked just like a known one, and then refused with the same words.
 */
public final class ClientLogin {
    /** ER_ACCESS_DENIED_ERROR. */
    private static final int ACCESS_DENIED = 1045;

    /** Bytes of the longest password, its closing zero and a key's cipher included; as MySQL's MAX_PLAINTEXT_LENGTH. */
    private static final int MAX_PASSWORD = 257;

    private enum Expect {
        PROOF,
        FULL_AUTH,
        ENCRYPTED
    }

    private final UserDirectory users;
    private final RsaKeys keys;
    private final SecureRandom random;
    private final ByteBufAllocator allocator;
    private final InetAddress client;
    private final BooleanSupplier tls;
    private Octets nonce;
    private AuthMethod method = AuthMethod.CACHING_SHA2;
    private Expect expect = Expect.PROOF;
    private boolean maySwitch = true;
    private Optional<Account> account = Optional.empty();

    /**
     * A log-in that has not begun.
     *
     * @param client where the client is, which decides who it may be
     * @param tls whether the connection is encrypted, so that a password may come in clear; asked once the client has
     *     answered the greeting
     */
    public ClientLogin(
            UserDirectory users,
            RsaKeys keys,
            SecureRandom random,
            ByteBufAllocator allocator,
            InetAddress client,
            BooleanSupplier tls) {
        this.users = users;
        this.keys = keys;
        this.random = random;
        this.allocator = allocator;
        this.client = client;
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
     * @param plugin the plugin that it used; empty for a client that knows none but the oldest, and for some that do
     *     not say
     * @param pluggable whether the client can be asked to use another plugin
     * @param sequence for the next packet to the client, as in all methods here
     */
    public LoginStep begin(String user, String plugin, boolean pluggable, Octets proof, int sequence) {
        Account found = users.find(user, client);
        account = Optional.of(found);
        maySwitch = pluggable;
        Optional<AuthMethod> known = plugin.isEmpty() ? Optional.of(AuthMethod.NATIVE) : AuthMethod.ofPlugin(plugin);
        boolean shy = proof.isEmpty() && !found.credential().isEmpty();
        if (pluggable && (known.isEmpty() || shy)) {
            return switchTo(
                    plugin.isEmpty() ? AuthMethod.CACHING_SHA2 : known.orElse(AuthMethod.CACHING_SHA2), sequence);
        }
        method = known.orElse(AuthMethod.NATIVE);
        return proof(proof, sequence);
    }

    /** Begins without a proof, as COM_CHANGE_USER does: the client is asked for one. */
    public LoginStep beginWithoutProof(String user, String plugin, int sequence) {
        account = Optional.of(users.find(user, client));
        return switchTo(AuthMethod.ofPlugin(plugin).orElse(AuthMethod.CACHING_SHA2), sequence);
    }

    private LoginStep switchTo(AuthMethod wanted, int sequence) {
        method = wanted;
        nonce = newNonce();
        ByteBuf out = allocator.buffer();
        new AuthPackets.Switch(method.plugin(), nonce).write(out, sequence);
        return LoginStep.waiting(out);
    }

    /** Whether checking the client's next packet takes some milliseconds. */
    public boolean isCostly(ByteBuf payload) {
        boolean asksForKey = expect == Expect.FULL_AUTH
                && payload.readableBytes() == 1
                && payload.getByte(payload.readerIndex()) == AuthPackets.REQUEST_KEY;
        return expect != Expect.PROOF && !asksForKey;
    }

    /** The client's next packet. */
    public LoginStep next(ByteBuf payload, int sequence) {
        // The time that crypt takes grows with the square of the length.
        if (expect != Expect.PROOF && payload.readableBytes() > MAX_PASSWORD) {
            return refused(true);
        }
        Octets bytes = Octets.readAll(payload);
        return switch (expect) {
            case PROOF -> proof(bytes, sequence);
            case FULL_AUTH -> fullAuth(bytes.toArray(), sequence);
            case ENCRYPTED -> password(keys.decrypt(bytes.toArray(), nonce.toArray()));
        };
    }

    private LoginStep proof(Octets proof, int sequence) {
        boolean none = proof.isEmpty() || (proof.length() == 1 && proof.at(0) == 0);
        Credential credential = account().credential();
        if (none) {
            return credential.isEmpty() ? LoginStep.accepted() : refused(false);
        }
        if (credential.isProof(method, proof.toArray(), nonce.toArray())) {
            return method == AuthMethod.CACHING_SHA2
                    ? LoginStep.accepted(moreData(sequence, new byte[] {AuthPackets.FAST_OK}))
                    : LoginStep.accepted();
        }
        boolean wrong = credential.decides(method) && proof.length() == method.proofLength();
        return wrong ? refused(true) : otherProof(credential, sequence);
    }

    /** The proof says nothing: another one is asked for that does. */
    private LoginStep otherProof(Credential credential, int sequence) {
        if (method == AuthMethod.NATIVE) {
            return maySwitch ? onlySwitch(AuthMethod.CACHING_SHA2, sequence) : refused(true);
        }
        boolean readable = tls.getAsBoolean() || !credential.decides(AuthMethod.NATIVE);
        if (!readable && !credential.decides(AuthMethod.CACHING_SHA2) && maySwitch) {
            return onlySwitch(AuthMethod.NATIVE, sequence);
        }
        expect = Expect.FULL_AUTH;
        return LoginStep.waiting(moreData(sequence, new byte[] {AuthPackets.FULL_AUTH}));
    }

    private LoginStep onlySwitch(AuthMethod wanted, int sequence) {
        maySwitch = false;
        return switchTo(wanted, sequence);
    }

    private LoginStep fullAuth(byte[] bytes, int sequence) {
        if (bytes.length == 1 && bytes[0] == AuthPackets.REQUEST_KEY) {
            expect = Expect.ENCRYPTED;
            return LoginStep.waiting(moreData(sequence, keys.publicPem()));
        }
        if (!tls.getAsBoolean()) {
            return password(keys.decrypt(bytes, nonce.toArray()));
        }
        int end = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
        return password(Optional.of(new String(bytes, 0, end, StandardCharsets.UTF_8)));
    }

    private LoginStep password(Optional<String> given) {
        boolean right = account().credential().isPassword(given.orElse("")) && given.isPresent();
        return right ? LoginStep.accepted() : refused(true);
    }

    private ByteBuf moreData(int sequence, byte[] data) {
        ByteBuf out = allocator.buffer();
        AuthPackets.writeMoreData(out, sequence, data);
        return out;
    }

    private LoginStep refused(boolean usingPassword) {
        String message = "Access denied for user '" + account().name() + "'@'" + HostPattern.display(client)
                + "' (using password: " + (usingPassword ? "YES" : "NO") + ")";
        return LoginStep.refused(new ErrPacket(ACCESS_DENIED, "28000", message));
    }

    /** The account that logged in. */
    public Account account() {
        return account.orElseThrow();
    }
}
