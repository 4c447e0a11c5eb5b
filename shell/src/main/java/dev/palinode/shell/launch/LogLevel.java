package dev.palinode.shell.launch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** How much is logged to standard error; the system property {@code palinode.log.level} has the last word. */
final class LogLevel {
    private static final String PROPERTY = "palinode.log.level";

    private LogLevel() {}

    /** Logs INFO and worse, as a server in the foreground should; without a call it is WARN and worse. */
    static void forServer() {
        set(Level.INFO);
    }

    /** Logs only what is broken, where a shell shares the terminal: what a migration meets is in its row. */
    static void forShell() {
        set(Level.ERROR);
        // Has a level of its own; it warns when a laptop wakes up.
        set(Level.ERROR, "com.zaxxer.hikari");
    }

    /** Writes what has been logged; nothing can be logged afterwards. */
    static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }

    private static void set(Level level) {
        set(level, org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static void set(Level level, String name) {
        if (System.getProperty(PROPERTY) == null && LoggerFactory.getLogger(name) instanceof Logger logger) {
            logger.setLevel(level);
        }
    }
}
