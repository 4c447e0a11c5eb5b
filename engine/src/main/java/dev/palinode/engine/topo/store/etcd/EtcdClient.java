package dev.palinode.engine.topo.store.etcd;

import dev.palinode.engine.tls.TlsMaterial;
import dev.palinode.engine.tls.TlsMode;
import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.store.TopoFault;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The client's set-up, and how its answers are waited for. */
final class EtcdClient {
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /** Above an election of etcd, which takes about one second; a caller must know soon that the store is away. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** So that a connection through a network that swallows packets is given up. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    /** Kept, because a logger that nobody holds forgets its level; it tells of its transports at each start. */
    private static final Logger TRANSPORT = Logger.getLogger("io.grpc.netty");

    private EtcdClient() {}

    static Client open(EtcdSettings settings) {
        TRANSPORT.setLevel(Level.WARNING);
        boolean tls = settings.tls().mode().orElse(TlsMode.DISABLED) != TlsMode.DISABLED;
        ClientBuilder builder = Client.builder()
                .endpoints(settings.members().stream()
                        .map(member -> uri(member, tls))
                        .toArray(URI[]::new))
                .connectTimeout(CONNECT)
                .retryMaxDuration(ANSWER)
                .keepaliveTime(KEEP_ALIVE)
                .keepaliveTimeout(ANSWER)
                .waitForReady(false);
        settings.login().ifPresent(login -> builder.user(bytes(login.user())).password(bytes(login.password())));
        if (tls) {
            builder.sslContext(secure(settings.tls()));
        }
        return builder.build();
    }

    private static URI uri(ServerAddress member, boolean tls) {
        return URI.create((tls ? "https://" : "http://") + member);
    }

    /** The client always verifies the name of a server whose certificate it verifies. */
    private static SslContext secure(TlsSettings tls) {
        if (tls.mode().equals(Optional.of(TlsMode.PREFERRED))) {
            throw TopoFault.invalid("etcd does not say whether it has TLS: ssl-mode is DISABLED, REQUIRED"
                    + " (nothing is verified) or VERIFY_IDENTITY");
        }
        ApplicationProtocolConfig http2 = new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2);
        try {
            return new JdkSslContext(
                    TlsMaterial.read(tls).context(),
                    true,
                    null,
                    IdentityCipherSuiteFilter.INSTANCE,
                    http2,
                    ClientAuth.NONE,
                    null,
                    false);
        } catch (IOException e) {
            throw new TopoFault(TopoFault.Kind.INVALID, "TLS to etcd: " + e.getMessage(), e);
        }
    }

    static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    static String text(ByteSequence bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /**
     * Waits for an answer.
     *
     * @throws TopoFault {@code AWAY} if there is none in time, or an error
     */
    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new TopoFault(
                    TopoFault.Kind.AWAY, "etcd has not answered within " + ANSWER.toSeconds() + " seconds", e);
        } catch (ExecutionException e) {
            throw new TopoFault(TopoFault.Kind.AWAY, "etcd cannot be used: " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopoFault(TopoFault.Kind.AWAY, "interrupted", e);
        }
    }

    /** The innermost message says what the outer ones only wrap. */
    private static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage());
    }
}
