package dev.palinode.shell.command.watch;

/** Waits between two looks, where no key is waited for. */
interface Pause {
    /** Of the calling thread. */
    Pause SLEEP = Thread::sleep;

    /** Waits so long. */
    void millis(long millis) throws InterruptedException;
}
