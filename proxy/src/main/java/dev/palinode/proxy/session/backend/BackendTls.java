package dev.palinode.proxy.session.backend;

import dev.palinode.engine.tls.TlsMaterial;
import dev.palinode.engine.tls.TlsMode;
import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS of the connections to the servers. Safe for many threads. */
public final class BackendTls {
    private static final Logger LOG = LoggerFactory.getLogger(BackendTls.class);
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    private static final String LOCALHOST = "localhost";

    private final Map<TlsSettings, SslContext> contexts = new ConcurrentHashMap<>();

    public BackendTls() {}

    /**
     * Reads a tablet's files, so that connections need not; blocks.
     *
     * @throws IOException if they cannot be used
     */
    public void prepare(Tablet tablet) throws IOException {
        contexts.put(tablet.tls(), read(tablet.tls()));
    }

    /**
     * How much TLS a tablet's connections want. Where nothing was said, TLS to this very machine is left out: nobody is
     * on the way.
     */
    static TlsMode mode(Tablet tablet) {
        return tablet.tls().mode().orElse(isLoopback(tablet.address()) ? TlsMode.DISABLED : TlsMode.PREFERRED);
    }

    private static boolean isLoopback(ServerAddress address) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(address.host());
        try {
            return literal == null
                    ? address.host().equalsIgnoreCase(LOCALHOST)
                    : InetAddress.getByAddress(literal).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The handler of a new connection.
     *
     * @throws UncheckedIOException if the files of a tablet that was not prepared cannot be used
     */
    SslHandler handler(Tablet tablet, ByteBufAllocator allocator) {
        SslContext context = contexts.computeIfAbsent(tablet.tls(), settings -> {
            try {
                return read(settings);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        SslHandler handler = context.newHandler(
                allocator, tablet.address().host(), tablet.address().port());
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(mode(tablet) == TlsMode.VERIFY_IDENTITY ? "HTTPS" : "");
        handler.engine().setSSLParameters(parameters);
        return handler;
    }

    /** The files of the tablets that connections were made to, or prepared for. */
    public Set<Path> files() {
        Set<Path> files = new HashSet<>();
        contexts.keySet().forEach(settings -> {
            settings.ca().ifPresent(files::add);
            settings.client().ifPresent(client -> files.addAll(List.of(client.cert(), client.key())));
        });
        return files;
    }

    /** Reads the files again, for new connections; what cannot be used is logged and changes nothing. Blocks. */
    public void reload() {
        contexts.replaceAll((settings, before) -> {
            try {
                return read(settings);
            } catch (IOException e) {
                LOG.error("TLS to the servers: {}; what was read before stays", e.getMessage());
                return before;
            }
        });
        LOG.info("TLS to the servers: the files were read again");
    }

    private static SslContext read(TlsSettings settings) throws IOException {
        return new JdkSslContext(
                TlsMaterial.read(settings).context(),
                true,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                null,
                ClientAuth.NONE,
                VERSIONS,
                false);
    }
}
