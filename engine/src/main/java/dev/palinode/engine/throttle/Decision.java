package dev.palinode.engine.throttle;

import java.util.List;

/**
 * The answer to a check.
 *
 * @param code whether the work may go on, and if not, what stands against it
 * @param app who asked
 * @param metric the metric that decided, without its scope; empty when a rule did
 * @param scope its scope, or empty
 * @param tablet the alias of the server that was measured, or empty
 * @param value what was measured
 * @param threshold what the value may be at most
 * @param message the reason in words
 * @param metrics the answer by each metric that was looked at
 */
public record Decision(
        Code code,
        String app,
        String metric,
        String scope,
        String tablet,
        double value,
        double threshold,
        String message,
        List<Decision> metrics) {

    public Decision {
        metrics = List.copyOf(metrics);
    }

    /** An answer that has nothing to do with a metric. */
    static Decision plain(Code code, AppName app, String message) {
        return new Decision(code, app.name(), "", "", "", 0, 0, message, List.of());
    }

    /** The same with all that was looked at. */
    Decision with(List<Decision> all) {
        return new Decision(code, app, metric, scope, tablet, value, threshold, message, all);
    }

    /** Whether the work may go on. */
    public boolean ok() {
        return code == Code.OK;
    }

    /** Vitess's codes, with their numbers and what they are in HTTP. */
    public enum Code {
        UNDEFINED(0, 500),
        OK(1, 200),
        THRESHOLD_EXCEEDED(2, 429),
        APP_DENIED(3, 417),
        UNKNOWN_METRIC(4, 404),
        INTERNAL_ERROR(5, 500);

        private final int number;
        private final int http;

        Code(int number, int http) {
            this.number = number;
            this.http = http;
        }

        /** The status of an HTTP answer. */
        public int http() {
            return http;
        }

        /** The number in Vitess's answers. */
        public int number() {
            return number;
        }
    }
}
