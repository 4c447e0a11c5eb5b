package dev.palinode.proxy.session.limit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The time that one log-in may take, from its beginning until it is stopped. Confined to the client's event loop. */
public final class LoginTimer {
    private final Channel client;
    private final Future<?> end;
    private final ChannelFutureListener closed;

    private LoginTimer(Channel client, Future<?> end) {
        this.client = client;
        this.end = end;
        this.closed = done -> end.cancel(false);
    }

    /** Starts; unless it is stopped before, or the client goes, the action is run. */
    public static LoginTimer start(Channel client, Duration limit, Runnable giveUp) {
        LoginTimer timer =
                new LoginTimer(client, client.eventLoop().schedule(giveUp, limit.toNanos(), TimeUnit.NANOSECONDS));
        client.closeFuture().addListener(timer.closed);
        return timer;
    }

    /** The log-in is over. A client may log in thousands of times, so nothing is left behind. */
    public void stop() {
        end.cancel(false);
        client.closeFuture().removeListener(closed);
    }
}
