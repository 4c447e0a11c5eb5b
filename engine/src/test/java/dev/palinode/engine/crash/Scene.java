package dev.palinode.engine.crash;

/** One run of a walk: how it begins, and what must have become of it in the end. */
interface Scene {
    /** Makes ready what it begins with, before the writers write. */
    default void prepare(Arena arena) throws Exception {}

    /** Starts the engine, and lets it go to the place. */
    void begin(Arena arena, String place, Blow blow) throws Exception;

    /** Waits, after the failure, until all has come to its end. */
    void await(Arena arena) throws Exception;

    /** What must hold when the writers have stopped, beside their rows. */
    void check(Arena arena, Blow blow) throws Exception;
}
