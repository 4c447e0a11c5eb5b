package dev.palinode.proxy.listen;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Where a client is: at the other end of its connection, or where a load balancer says. */
public final class ClientAddress {
    private static final AttributeKey<InetSocketAddress> SAID = AttributeKey.valueOf(ClientAddress.class, "said");

    private ClientAddress() {}

    /** The client's address and port. */
    public static InetSocketAddress of(Channel channel) {
        InetSocketAddress said = channel.attr(SAID).get();
        if (said != null) {
            return said;
        }
        return channel.remoteAddress() instanceof InetSocketAddress peer
                ? peer
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** The load balancer at the other end says that it is this one. */
    static void say(Channel channel, InetSocketAddress address) {
        channel.attr(SAID).set(address);
    }
}
