package dev.palinode.engine.stream.base;

/**
 * Named places at which a test may stop the world: hold a thread, or kill the process. In production nothing is
 * installed and a call costs nothing.
 */
@FunctionalInterface
public interface FailPoints {
    /** The production value. */
    FailPoints NONE = name -> {};

    /** A place has been reached. Must not throw. */
    void reached(String name);

    /**
     * The value for this process: if the system property {@code palinode.failpoint} names a place, the process halts
     * there as if killed by signal 9, which is how the crash tests stop a child at a chosen step.
     */
    static FailPoints ofProcess() {
        String place = System.getProperty("palinode.failpoint", "");
        return place.isEmpty()
                ? NONE
                : name -> {
                    if (name.equals(place)) {
                        Runtime.getRuntime().halt(137);
                    }
                };
    }
}
