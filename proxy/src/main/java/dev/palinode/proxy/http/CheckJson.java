package dev.palinode.proxy.http;

import dev.palinode.engine.throttle.Decision;
import java.util.stream.Collectors;

/** The answer to a check with the names of Vitess, and StatusCode, which freno's clients read. */
final class CheckJson {
    private CheckJson() {}

    static String of(Decision decision) {
        String metrics = decision.metrics().stream()
                .map(each -> text(each.metric()) + ": {" + fields(each) + "}")
                .collect(Collectors.joining(", ", "{", "}"));
        return "{\"StatusCode\": " + decision.code().http() + ", " + fields(decision) + ", \"Metrics\": " + metrics
                + "}";
    }

    private static String fields(Decision decision) {
        return "\"ResponseCode\": " + decision.code().number()
                + ", \"ResponseName\": " + text(decision.code().name())
                + ", \"Value\": " + decision.value()
                + ", \"Threshold\": " + decision.threshold()
                + ", \"Message\": " + text(decision.message())
                + ", \"RecentlyChecked\": true"
                + ", \"AppName\": " + text(decision.app())
                + ", \"MetricName\": " + text(decision.metric())
                + ", \"Scope\": " + text(decision.scope())
                + ", \"Tablet\": " + text(decision.tablet());
    }

    private static String text(String value) {
        StringBuilder out = new StringBuilder("\"");
        value.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }
}
