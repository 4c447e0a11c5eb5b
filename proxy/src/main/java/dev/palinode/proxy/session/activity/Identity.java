package dev.palinode.proxy.session.activity;

import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.proxy.auth.Account;
import dev.palinode.proxy.auth.Permission;
import dev.palinode.proxy.intercept.Actor;
import dev.palinode.proxy.intercept.SessionState;
import dev.palinode.proxy.listen.ClientAddress;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.util.Optional;

/** Who a session is, where it is connected to, and what it has set. Confined to its event loop, but for the id. */
public final class Identity implements Activity.Who {
    private final int id;
    private final Channel client;
    private final DdlStrategy defaultStrategy;
    private SessionState state;
    private long clientFlags;
    private Optional<Account> account = Optional.empty();
    private Optional<Tablet> tablet = Optional.empty();
    private Optional<Long> backendId = Optional.empty();

    /**
     * A client that has not logged in.
     *
     * @param id the connection id in the greeting
     * @param defaultStrategy {@code @@ddl_strategy} at the beginning
     */
    public Identity(int id, Channel client, DdlStrategy defaultStrategy) {
        this.id = id;
        this.client = client;
        this.defaultStrategy = defaultStrategy;
        this.state = new SessionState(defaultStrategy, Actor.NOBODY);
    }

    /** The client is logged in, perhaps again. */
    public void loggedIn(Account as, Tablet to, int connectionId, String database) {
        account = Optional.of(as);
        tablet = Optional.of(to);
        backendId = Optional.of(Integer.toUnsignedLong(connectionId));
        state = new SessionState(defaultStrategy, actor(as));
        state.setDatabase(Optional.of(database).filter(name -> !name.isEmpty()));
    }

    /** The session goes on at another server; what it has set stays. */
    public void moved(Tablet to, int connectionId) {
        tablet = Optional.of(to);
        backendId = Optional.of(Integer.toUnsignedLong(connectionId));
    }

    /** What an account means to our own statements. */
    private static Actor actor(Account account) {
        return new Actor(
                account.name(),
                account.may(Permission.ONLINE_DDL),
                account.may(Permission.CONTROL),
                account.may(Permission.ADMIN));
    }

    /** Forgets what was set, as the server does at COM_RESET_CONNECTION; the database stays. */
    public void resetState() {
        state = state.afterReset(defaultStrategy);
    }

    public SessionState state() {
        return state;
    }

    /** Who has logged in. */
    public Optional<Account> account() {
        return account;
    }

    /** What the client and the proxy agreed on for the log-in; what they relay may be less. */
    public long clientFlags() {
        return clientFlags;
    }

    public void setClientFlags(long flags) {
        clientFlags = flags;
    }

    /** Where the backend connection leads. */
    public Optional<Tablet> tablet() {
        return tablet;
    }

    /** The server's id of the backend connection. */
    public Optional<Long> backendId() {
        return backendId;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public String user() {
        return account.map(Account::name).orElse("");
    }

    @Override
    public String host() {
        return NetUtil.toSocketAddressString(ClientAddress.of(client));
    }

    @Override
    public String schema() {
        return state.database().orElse("");
    }

    /** As the gate names it to people. */
    public String describe() {
        return "client session " + id + " of " + user() + " from " + host();
    }

    /** What is told of the session at this moment. */
    public SessionRow row(Activity.Snapshot activity) {
        return new SessionRow(
                id,
                backendId,
                user(),
                host(),
                state.database(),
                tablet.map(Tablet::alias),
                activity,
                state.strategy().text());
    }
}
