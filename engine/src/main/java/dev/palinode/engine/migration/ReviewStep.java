package dev.palinode.engine.migration;

import java.sql.SQLException;

/** One thing that the scheduler does in each pass. It reads rows, decides, and changes rows; it never waits long. */
interface ReviewStep {

    /** Does it. An error ends this step's pass, and only that. */
    void review() throws SQLException;
}
