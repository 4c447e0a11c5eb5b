package dev.palinode.engine.binlog;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import dev.palinode.engine.tls.TlsMaterial;
import dev.palinode.engine.tls.TlsMode;
import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.Tablet;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** TLS of the binlog client; it reads the files anew for each connection. */
final class BinlogTls {
    private BinlogTls() {}

    static void apply(BinaryLogClient client, Tablet tablet) {
        TlsSettings tls = tablet.tls();
        TlsMode mode = tls.effectiveMode();
        // Whom to trust, and for which name, is in our sockets; the client only has to ask for TLS.
        client.setSSLMode(mode.verifies() ? SSLMode.REQUIRED : SSLMode.valueOf(mode.name()));
        if (mode != TlsMode.DISABLED) {
            client.setSslSocketFactory(socket -> secure(tablet.address().host(), socket, tls));
        }
    }

    private static SSLSocket secure(String host, Socket plain, TlsSettings tls) throws SocketException {
        try {
            SSLContext context = TlsMaterial.read(tls).context();
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
            if (tls.effectiveMode() == TlsMode.VERIFY_IDENTITY) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
            }
            return socket;
        } catch (IOException e) {
            SocketException failed = new SocketException("TLS: " + e.getMessage());
            failed.initCause(e);
            throw failed;
        }
    }
}
