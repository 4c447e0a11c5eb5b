package dev.palinode.engine.topo.health;

import dev.palinode.engine.topo.Tablet;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A look at a server that is not watched. */
public final class SingleLook {
    private static final Logger LOG = LoggerFactory.getLogger(SingleLook.class);
    private static final int SECONDS = 2;

    private SingleLook() {}

    /** Whether it answers within some seconds; an error that the server has sent is an answer. Blocks for as long. */
    public static boolean answers(Tablet tablet) {
        try (Connection connection = TabletPoller.connect(tablet)) {
            return connection.isValid(SECONDS);
        } catch (SQLException e) {
            LOG.debug("a look at {} failed", tablet.address(), e);
            return e.getErrorCode() != 0;
        }
    }
}
