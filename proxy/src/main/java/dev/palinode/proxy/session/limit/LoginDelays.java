package dev.palinode.proxy.session.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.palinode.proxy.auth.Account;
import dev.palinode.proxy.auth.LoginStep;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes guessing passwords slow, as MySQL's plugin connection_control does: after a few failures in a row of one user
 * from one host, each answer comes later than the one before, the right password's too, so that its haste does not tell
 * it. Safe for many threads.
 *
 * <p>An IPv6 host is its network of 64 bits, since whoever has one address there has them all.
 */
public final class LoginDelays {
    /** MySQL's default of connection_control_failed_connections_threshold. */
    private static final int FREE_FAILURES = 3;

    /** How many pairs of user and host are remembered; the least used are forgotten first. */
    private static final int REMEMBERED = 10_000;

    /** From the last failure on. */
    private static final Duration MEMORY = Duration.ofMinutes(15);

    private static final int NETWORK_BYTES = 8;

    /** Longer names differ from no user's: MySQL has 32 characters, MariaDB 128. A client may send 256 KB. */
    private static final int MAX_NAME = 128;

    private record Key(String user, String host) {}

    private final Optional<Duration> step;
    private final Duration longest;
    private final Cache<Key, Integer> failures;

    /**
     * Nobody has failed yet.
     *
     * @param ticker the clock by which failures are forgotten
     */
    public LoginDelays(Limits limits, Ticker ticker) {
        this.step = limits.failedLoginDelay();
        // The rest is for the log-in itself.
        this.longest = limits.loginTimeout().dividedBy(2);
        this.failures = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(MEMORY)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Counts a log-in's verdict, and gives it back when its time has come; false if that is at once, and it is up to
     * the caller.
     *
     * @param client on whose event loop this is
     * @param from where the client is
     * @param account that it wants to be
     */
    @SuppressWarnings("FutureReturnValueIgnored") // it may come when the client has gone
    public boolean answerLater(
            Channel client, InetSocketAddress from, Account account, LoginStep result, Consumer<LoginStep> then) {
        Duration delay = switch (result.outcome()) {
            case WAITING -> Duration.ZERO;
            case REFUSED -> failed(account.name(), from.getAddress());
            case ACCEPTED -> succeeded(account.name(), from.getAddress());
        };
        if (delay.isZero()) {
            return false;
        }
        LoginStep kept = new LoginStep(result.send().map(LoginDelays::toHeap), result.outcome(), result.error());
        client.eventLoop().schedule(() -> then.accept(kept), delay.toNanos(), TimeUnit.NANOSECONDS);
        return true;
    }

    /** Memory that needs no release: the session may be gone before the time has come. */
    private static ByteBuf toHeap(ByteBuf packet) {
        ByteBuf copy = Unpooled.copiedBuffer(packet);
        packet.release();
        return copy;
    }

    /** Somebody has failed to prove to be the user: how much later they are told. */
    Duration failed(String user, InetAddress client) {
        return step.isEmpty() ? Duration.ZERO : delay(failures.asMap().merge(key(user, client), 1, Integer::sum));
    }

    /** The user has logged in: how much later they are told, the last time. */
    Duration succeeded(String user, InetAddress client) {
        Integer before = step.isEmpty() ? null : failures.asMap().remove(key(user, client));
        return before == null ? Duration.ZERO : delay(before);
    }

    private Duration delay(int count) {
        long over = Math.max(0, count - FREE_FAILURES);
        // More steps than any time-out has need not be multiplied.
        Duration delay = step.orElse(Duration.ZERO).multipliedBy(Math.min(over, Short.MAX_VALUE));
        return delay.compareTo(longest) > 0 ? longest : delay;
    }

    private static Key key(String user, InetAddress client) {
        byte[] address = client.getAddress();
        return new Key(
                user.length() > MAX_NAME ? user.substring(0, MAX_NAME) : user,
                HexFormat.of()
                        .formatHex(client instanceof Inet6Address ? Arrays.copyOf(address, NETWORK_BYTES) : address));
    }
}
