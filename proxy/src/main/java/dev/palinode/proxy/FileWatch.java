package dev.palinode.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that files change, by looking from time to time: that also works on network file systems and for the links
 * by which container platforms exchange secrets. A change counts once two looks in a row saw the same, so that a file
 * is not read while it is being written.
 */
final class FileWatch {
    /** How often it looks. */
    static final Duration PERIOD = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    private final Supplier<Set<Path>> files;
    private final Runnable changed;
    private Map<Path, String> told;
    private Map<Path, String> seen;

    private FileWatch(Supplier<Set<Path>> files, Runnable changed) {
        this.files = files;
        this.changed = changed;
        this.told = look();
        this.seen = told;
    }

    /**
     * Watches until the executor is shut down.
     *
     * @param files which ones; asked at each look
     * @param changed runs on the executor
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the check logs what it throws
    static void start(ScheduledExecutorService executor, Supplier<Set<Path>> files, Runnable changed) {
        FileWatch watch = new FileWatch(files, changed);
        long period = PERIOD.toMillis();
        executor.scheduleWithFixedDelay(watch::check, period, period, TimeUnit.MILLISECONDS);
    }

    private void check() {
        try {
            Map<Path, String> now = look();
            boolean stable = now.equals(seen);
            seen = now;
            if (stable && !now.equals(told)) {
                changed.run();
                told = look();
                seen = told;
            }
        } catch (RuntimeException e) {
            LOG.error("a file that has changed could not be taken", e);
        }
    }

    private Map<Path, String> look() {
        Map<Path, String> states = new TreeMap<>();
        for (Path file : files.get()) {
            states.put(file, state(file));
        }
        return states;
    }

    private static String state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "away";
        }
    }
}
