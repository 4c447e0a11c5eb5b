package dev.palinode.proxy.session.backend;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * The kind of sockets in use: epoll where this machine has it, else NIO.
 *
 * @param io makes what drives an event loop
 * @param listener the class of a listening socket
 * @param connection the class of an outgoing connection
 */
public record Transport(
        IoHandlerFactory io, Class<? extends ServerChannel> listener, Class<? extends Channel> connection) {
    private static final int QUIET_SECONDS = 60;
    private static final int PROBE_SECONDS = 10;
    private static final int PROBES = 6;

    /** Sets an option of a socket. */
    @FunctionalInterface
    public interface Setter {
        <T> void set(ChannelOption<T> option, T value);
    }

    /**
     * Lets the kernel notice a peer that has vanished: after a minute of silence it is asked every ten seconds, and given
     * up after six questions without an answer. Without epoll it is the kernel's own times, usually two hours.
     */
    public void keepAlive(Setter options) {
        options.set(ChannelOption.SO_KEEPALIVE, true);
        if (Epoll.isAvailable()) {
            options.set(EpollChannelOption.TCP_KEEPIDLE, QUIET_SECONDS);
            options.set(EpollChannelOption.TCP_KEEPINTVL, PROBE_SECONDS);
            options.set(EpollChannelOption.TCP_KEEPCNT, PROBES);
        }
    }

    /** The best that there is here. */
    public static Transport best() {
        return Epoll.isAvailable()
                ? new Transport(EpollIoHandler.newFactory(), EpollServerSocketChannel.class, EpollSocketChannel.class)
                : new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
    }
}
