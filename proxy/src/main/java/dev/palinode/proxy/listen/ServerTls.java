package dev.palinode.proxy.listen;

import dev.palinode.engine.tls.TlsMaterial;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients' TLS connections are made with. When the files are read again and cannot be used, what was read before
 * stays. Connections that are open keep what they have. Safe for many threads.
 */
public final class ServerTls {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
    private static final String NEWEST = "TLSv1.3";

    private final ListenerTls settings;
    private final Optional<SelfSigned> own;
    private volatile SslContext context;

    private ServerTls(ListenerTls settings, Optional<SelfSigned> own) throws TlsFault {
        this.settings = settings;
        this.own = own;
        this.context = build();
    }

    /**
     * Reads the files, or makes a certificate; blocks.
     *
     * @throws TlsFault if that cannot be done
     */
    public static ServerTls open(ListenerTls settings) throws TlsFault {
        if (settings.files().isPresent()) {
            return new ServerTls(settings, Optional.empty());
        }
        LOG.warn("TLS with a certificate made just now: clients can encrypt, and cannot verify whom they talk to");
        return new ServerTls(settings, Optional.of(SelfSigned.make()));
    }

    private SslContext build() throws TlsFault {
        try {
            SslContextBuilder builder = server();
            settings.clientCa()
                    .ifPresent(ca -> builder.trustManager(ca.toFile()).clientAuth(ClientAuth.OPTIONAL));
            List<String> versions = new ArrayList<>(List.of(NEWEST));
            if (!settings.minVersion().equals(NEWEST)) {
                versions.add(settings.minVersion());
            }
            SslContext built =
                    builder.sslProvider(SslProvider.JDK).protocols(versions).build();
            if (settings.files().isPresent()) {
                ListenerTls.Files files = settings.files().get();
                TlsMaterial.requirePair(files.cert(), files.key());
            }
            return built;
        } catch (IOException | IllegalArgumentException e) {
            throw new TlsFault("cannot use " + names() + ": " + reason(e), e);
        }
    }

    private SslContextBuilder server() {
        if (settings.files().isPresent()) {
            ListenerTls.Files files = settings.files().get();
            return SslContextBuilder.forServer(
                    files.cert().toFile(), files.key().toFile());
        }
        SelfSigned made = own.orElseThrow();
        return SslContextBuilder.forServer(made.key(), made.certificate());
    }

    private String names() {
        List<String> names = new ArrayList<>();
        settings.files().ifPresent(files -> names.add(files.cert() + " with " + files.key()));
        settings.clientCa().ifPresent(ca -> names.add(ca.toString()));
        return names.isEmpty() ? "the certificate" : String.join(", ", names);
    }

    private static String reason(Exception e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return e.getMessage() + (deepest == e ? "" : " (" + deepest.getMessage() + ")")
                + "; needed are PEM files, the key in PKCS#8 (\"BEGIN PRIVATE KEY\") without a password";
    }

    /** For the next connection. */
    SslContext context() {
        return context;
    }

    /** The files that were read; none for a certificate of our own. */
    public Set<Path> files() {
        Set<Path> files = new HashSet<>();
        settings.files().ifPresent(named -> files.addAll(List.of(named.cert(), named.key())));
        settings.clientCa().ifPresent(files::add);
        return files;
    }

    /** Reads the files again; what cannot be used is logged and changes nothing. */
    public synchronized void reload() {
        try {
            context = build();
            LOG.info("TLS: new connections use {}", names());
        } catch (TlsFault e) {
            LOG.error("TLS: {}; what was read before stays", e.getMessage());
        }
    }
}
