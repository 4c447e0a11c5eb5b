package dev.palinode.proxy;

import dev.palinode.proxy.auth.UserDirectory;
import dev.palinode.proxy.auth.users.FileUsers;
import dev.palinode.proxy.auth.users.UsersFileFault;
import dev.palinode.proxy.config.ConfigFault;
import dev.palinode.proxy.config.ProxyConfig;
import dev.palinode.proxy.config.SecurityConfig;
import dev.palinode.proxy.listen.Door;
import dev.palinode.proxy.listen.ServerTls;
import dev.palinode.proxy.listen.TlsFault;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** The files that say who may come in and how, read at the start and again whenever they change. */
final class FrontDoor implements AutoCloseable {
    private final UserDirectory users;
    private final Door door;
    private final ScheduledExecutorService watcher;

    private FrontDoor(UserDirectory users, Door door, ScheduledExecutorService watcher) {
        this.users = users;
        this.door = door;
        this.watcher = watcher;
    }

    /**
     * Reads the files; blocks.
     *
     * @param environment where the users file's {@code env:NAME} is looked up
     * @throws ConfigFault with every mistake
     */
    static FrontDoor open(ProxyConfig config, Map<String, String> environment) {
        ScheduledExecutorService watcher =
                Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("palinode-files", true));
        try {
            SecurityConfig security = config.security();
            UserDirectory users = UserDirectory.of(config.login());
            if (security.users().isPresent()) {
                FileUsers read = FileUsers.open(security.users().get(), config.login(), environment);
                FileWatch.start(watcher, read::files, read::reload);
                users = read;
            }
            Optional<ServerTls> tls = Optional.empty();
            if (security.tls().isPresent()) {
                ServerTls read = ServerTls.open(security.tls().get());
                FileWatch.start(watcher, read::files, read::reload);
                tls = Optional.of(read);
            }
            return new FrontDoor(users, new Door(tls, security.requireTls(), security.balancers()), watcher);
        } catch (UsersFileFault e) {
            watcher.shutdownNow();
            throw new ConfigFault(e.mistakes());
        } catch (TlsFault e) {
            watcher.shutdownNow();
            throw new ConfigFault(List.of(String.valueOf(e.getMessage())));
        }
    }

    UserDirectory users() {
        return users;
    }

    Door door() {
        return door;
    }

    /** Watches other files as well; what is to be done when they change may block. */
    void watch(Supplier<Set<Path>> files, Runnable changed) {
        FileWatch.start(watcher, files, changed);
    }

    /** Watches no more. */
    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
