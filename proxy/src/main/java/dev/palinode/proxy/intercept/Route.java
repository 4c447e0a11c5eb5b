package dev.palinode.proxy.intercept;

import java.util.Objects;
import java.util.function.Supplier;

/** What is to be done with one statement. */
public sealed interface Route {
    /** Not ours: the bytes go to the backend as they came. */
    record Forward() implements Route {}

    /** Partly ours: this text goes to the backend in place of the statement, whose answer is relayed. */
    record ForwardInstead(String sql) implements Route {
        public ForwardInstead {
            Objects.requireNonNull(sql, "sql");
        }
    }

    /** Ours, and answered without waiting for anything. */
    record Answer(Reply reply) implements Route {
        public Answer {
            Objects.requireNonNull(reply, "reply");
        }
    }

    /** Ours: the proxy's own sessions are listed. */
    record ListSessions() implements Route {}

    /**
     * Ours, and the work may block: it must run off the event loop.
     *
     * @param work returns the answer; never throws
     * @param commitsFirst whether an open transaction of the session is to be committed before, as DDL does
     */
    record Work(Supplier<Reply> work, boolean commitsFirst) implements Route {
        public Work {
            Objects.requireNonNull(work, "work");
        }
    }
}
