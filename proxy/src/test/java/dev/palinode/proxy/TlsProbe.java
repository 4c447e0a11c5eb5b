package dev.palinode.proxy;

import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.FrameDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client that asks for TLS by hand. */
final class TlsProbe {
    private static final int MILLIS = 10_000;

    private TlsProbe() {}

    /** The certificate that the proxy shows. */
    static X509Certificate certificate(int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
        try (Socket plain = asked(port, new byte[0], InetAddress.getLoopbackAddress());
                SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true)) {
            tls.startHandshake();
            return (X509Certificate) tls.getSession().getPeerCertificates()[0];
        }
    }

    /** What the proxy answers to a handshake response in clear right behind the request for TLS. */
    static byte[] injected(int port, InetAddress host) throws IOException {
        byte[] response = new byte[60];
        response[0] = 56;
        response[3] = 2;
        try (Socket socket = asked(port, response, host)) {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                answer.write(b);
            }
            byte[] bytes = answer.toByteArray();
            // A TLS alert may come; a packet of MySQL's may not.
            return bytes.length > 0 && bytes[0] == 21 ? new byte[0] : bytes;
        }
    }

    private static Socket asked(int port, byte[] behind, InetAddress host) throws IOException {
        Socket socket = new Socket(host, port);
        socket.setSoTimeout(MILLIS);
        byte[] header = socket.getInputStream().readNBytes(FrameDecoder.HEADER);
        socket.getInputStream().readNBytes(Unpooled.wrappedBuffer(header).getUnsignedMediumLE(0));
        ByteBuf request = Unpooled.buffer();
        request.writeMediumLE(32).writeByte(1);
        request.writeIntLE(Capability.SSL | Capability.PROTOCOL_41 | Capability.SECURE_CONNECTION);
        request.writeZero(28).writeBytes(behind);
        socket.getOutputStream().write(request.array(), 0, request.readableBytes());
        return socket;
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
