package dev.palinode.proxy.auth.users;

import dev.palinode.engine.topo.Login;
import dev.palinode.proxy.auth.Account;
import dev.palinode.proxy.auth.UserDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of a file. When it is read again and something is wrong with it, nothing of it counts, and what was read
 * before stays. Sessions that are open stay open. Safe for many threads.
 */
public final class FileUsers implements UserDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(FileUsers.class);
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Path file;
    private final Login fallback;
    private final Map<String, String> environment;
    private volatile UsersFile.Content content;

    private FileUsers(Path file, Login fallback, Map<String, String> environment) throws UsersFileFault {
        this.file = file;
        this.fallback = fallback;
        this.environment = Map.copyOf(environment);
        this.content = UsersFile.read(file, fallback, environment);
        warnOfReaders(content.files());
    }

    /**
     * Reads the file.
     *
     * @param fallback the account at the servers of users of whom only a hash is known
     * @param environment where {@code env:NAME} is looked up
     * @throws UsersFileFault with every mistake
     */
    public static FileUsers open(Path file, Login fallback, Map<String, String> environment) throws UsersFileFault {
        return new FileUsers(file, fallback, environment);
    }

    @Override
    public Account find(String user, InetAddress client) {
        List<UserEntry> entries = content.entries();
        for (UserEntry entry : entries) {
            if (entry.account().name().equals(user) && entry.allows(client)) {
                return entry.account();
            }
        }
        // Always the same one for a name, so that asking again tells nothing.
        return entries.get(Math.floorMod(user.hashCode(), entries.size()))
                .account()
                .ofNobody(user);
    }

    /** Reads the file again; what cannot be used is logged and changes nothing. */
    public synchronized void reload() {
        try {
            UsersFile.Content read = UsersFile.read(file, fallback, environment);
            content = read;
            LOG.info("users file {}: {} users", file, read.entries().size());
            warnOfReaders(read.files());
        } catch (UsersFileFault e) {
            e.mistakes().forEach(mistake -> LOG.error("{}", mistake));
            LOG.error("users file {} was not taken; the users stay as they were", file);
        }
    }

    /** The files that were read: the users file, and those that it refers to. */
    public Set<Path> files() {
        return content.files();
    }

    private static void warnOfReaders(Set<Path> files) {
        for (Path path : files) {
            try {
                Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
                permissions.addAll(Files.getPosixFilePermissions(path));
                if (permissions.removeAll(OTHERS)) {
                    LOG.warn("{} can be read or written by others than its owner; chmod 600 it", path);
                }
            } catch (IOException | UnsupportedOperationException e) {
                LOG.debug("no permissions of {}: {}", path, e.toString());
            }
        }
    }
}
