package dev.palinode.proxy.session.backend;

import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.Octets;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.login.HandshakePacket;
import dev.palinode.proxy.wire.reply.ErrPacket;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a backend that is logged in: takes one command at a time, and gives the bytes of its answer, as they
 * come, to whoever waits for it. Confined to its event loop.
 */
public final class BackendLink extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(BackendLink.class);

    /** Who waits for the answer to a command. */
    public interface Answer {
        /** Some bytes of it, whole frames or not; the receiver owns them. */
        void bytes(ByteBuf run);

        /** It has ended; the link is ready for the next command. */
        void ended();

        /** The connection was lost before it ended. */
        void lost();
    }

    /** Whose link it is. */
    public interface Owner {
        /** What was read at once has been given. */
        void readComplete();

        /** The link takes more bytes now, or wants less. */
        void writabilityChanged();

        /** The connection was lost while no answer was awaited. */
        void lostWhileIdle();

        /** The server said something that is no answer: nobody knows any more what answers what. */
        void outOfStep();
    }

    private static final Owner NOBODY = new Owner() {
        @Override
        public void readComplete() {}

        @Override
        public void writabilityChanged() {}

        @Override
        public void lostWhileIdle() {}

        @Override
        public void outOfStep() {}
    };

    private final Channel channel;
    private final HandshakePacket greeting;
    private final long capabilities;
    private final Octets welcome;
    private final ResponseTracker tracker;
    private final FrameDecoder input = new FrameDecoder();
    private int lastSequence;
    private Owner owner = NOBODY;
    private @Nullable Answer answer;
    private @Nullable ErrPacket farewell;

    /**
     * A link that is logged in.
     *
     * @param welcome the payload of the OK packet that ended the log-in
     * @param tracker has seen that packet
     */
    BackendLink(Channel channel, HandshakePacket greeting, long capabilities, Octets welcome, ResponseTracker tracker) {
        this.channel = channel;
        this.greeting = greeting;
        this.capabilities = capabilities;
        this.welcome = welcome;
        this.tracker = tracker;
    }

    /** For the packets that are sent here. */
    public ByteBufAllocator allocator() {
        return channel.alloc();
    }

    /** Gives the link to another owner. */
    public void attach(Owner to) {
        owner = to;
    }

    /** The server's first packet. */
    public HandshakePacket greeting() {
        return greeting;
    }

    /** What client and server agreed on. */
    public long capabilities() {
        return capabilities;
    }

    /** The payload of the OK packet that ended the log-in. */
    public Octets welcome() {
        return welcome;
    }

    /** The way through the answers on this connection. */
    public ResponseTracker tracker() {
        return tracker;
    }

    /** Whether the connection is open. */
    public boolean isUp() {
        return channel.isActive();
    }

    /** What the server said when it closed the connection on its own. */
    public Optional<ErrPacket> farewell() {
        return Optional.ofNullable(farewell);
    }

    /** Whether Netty takes more without piling it up; a connection that is lost takes, and drops, everything. */
    public boolean isWritable() {
        return channel.isWritable() || !channel.isActive();
    }

    /** Whether answers are read from the socket. */
    public void setReading(boolean reading) {
        channel.config().setAutoRead(reading);
    }

    /** Sends a command, or its beginning; a command that has no answer never calls {@code to}. */
    public void send(ByteBuf bytes, int command, Answer to) {
        if (!channel.isActive()) {
            bytes.release();
            to.lost();
            return;
        }
        tracker.expect(command);
        answer = tracker.ended() ? null : to;
        more(bytes);
    }

    /** Sends more of the last command, or of a file that the server asked for. */
    public void more(ByteBuf bytes) {
        Channels.writeAndFlush(channel, bytes);
        // A server may refuse a file before it has seen its end; then nothing comes behind that.
        end();
    }

    /** The sequence id of a packet behind those that were given; empty if the last of them has not come to its end. */
    public OptionalInt errorSequence() {
        return input.incomplete() || tracker.isContinued()
                ? OptionalInt.empty()
                : OptionalInt.of(lastSequence + 1 & 0xFF);
    }

    /** Ends the session in good order. */
    public void quit() {
        owner = NOBODY;
        answer = null;
        if (channel.isActive()) {
            Channels.closeAfter(channel, Packets.command(channel.alloc(), Command.QUIT, new byte[0]));
        }
    }

    /** Breaks the connection as if the server had died; who waits for an answer hears that it is lost. */
    public void fail() {
        Channels.close(channel);
    }

    /** Closes the connection at once; the owner hears no more of it. */
    public void close() {
        owner = NOBODY;
        answer = null;
        Channels.close(channel);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        input.feed(ctx.alloc(), (ByteBuf) message);
        while (deliver()) {
            // until nothing more can be told from what is here
        }
    }

    private boolean deliver() {
        Answer to = answer;
        if (to == null) {
            return unasked();
        }
        while (input.next() && (input.whole() || !tracker.needsWhole(input.first(), input.length()))) {
            tracker.frame(input.buffer(), input.payload(), input.length());
            lastSequence = input.sequence();
            input.accept();
            if (tracker.ended()) {
                break;
            }
        }
        if (input.hasRun()) {
            to.bytes(input.takeRun());
        }
        return end();
    }

    private boolean end() {
        Answer to = answer;
        if (to == null || !tracker.ended()) {
            return false;
        }
        answer = null;
        to.ended();
        return true;
    }

    /** A server says something unasked only when it closes the connection. */
    private boolean unasked() {
        if (!input.next() || !input.whole()) {
            return false;
        }
        if (input.first() == ErrPacket.HEADER) {
            farewell = ErrPacket.read(input.buffer().slice(input.payload(), input.length()));
        } else {
            LOG.warn("backend connection {} sent a packet unasked; closing it", channel);
            owner.outOfStep();
            Channels.close(channel);
        }
        input.accept();
        input.dropRun();
        return true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        owner.readComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        owner.writabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Answer to = answer;
        answer = null;
        if (to == null) {
            owner.lostWhileIdle();
        } else {
            to.lost();
        }
        input.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("backend connection {} failed", channel, cause);
        } else {
            LOG.warn("closing backend connection {}", channel, cause);
        }
        Channels.close(channel);
    }
}
