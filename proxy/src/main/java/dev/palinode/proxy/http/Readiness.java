package dev.palinode.proxy.http;

import java.util.Objects;

/** Whether clients should be sent here. Safe for many threads; may block for a second or two. */
@FunctionalInterface
public interface Readiness {
    /** What is so now. */
    State look();

    /**
     * An answer.
     *
     * @param ready whether they should
     * @param text why not, or what is wrong although they should; without a newline at its end
     */
    record State(boolean ready, String text) {
        /** They should, and nothing is wrong. */
        public static final State OK = new State(true, "ok");

        public State {
            Objects.requireNonNull(text, "text");
        }

        /** They should not. */
        public static State not(String why) {
            return new State(false, why);
        }
    }
}
