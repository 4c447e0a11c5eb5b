package dev.palinode.engine.reparent;

import dev.palinode.engine.stream.base.FailPoints;
import java.sql.SQLException;

/** Named places of a reparent at which a test may hold it, kill the process, or make it fail. */
@FunctionalInterface
public interface Steps {
    /** The production value: nothing happens, unless the process is to end there. */
    static Steps ofProcess() {
        FailPoints points = FailPoints.ofProcess();
        return points::reached;
    }

    /** A place has been reached; what is thrown counts as a failure of the step that follows. */
    void reached(String name) throws SQLException;
}
