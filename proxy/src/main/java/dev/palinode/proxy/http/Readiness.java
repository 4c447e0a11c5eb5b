package dev.palinode.proxy.http;

import java.util.Optional;

/** Whether clients should be sent here. Safe for many threads; may block for a second or two. */
@FunctionalInterface
public interface Readiness {
    /** Why not; empty if they should. */
    Optional<String> whyNot();
}
