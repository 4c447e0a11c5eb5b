package dev.palinode.proxy.session.backend;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
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
    /** The best that there is here. */
    public static Transport best() {
        return Epoll.isAvailable()
                ? new Transport(EpollIoHandler.newFactory(), EpollServerSocketChannel.class, EpollSocketChannel.class)
                : new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
    }
}
