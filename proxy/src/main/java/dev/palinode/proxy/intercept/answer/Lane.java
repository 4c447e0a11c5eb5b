package dev.palinode.proxy.intercept.answer;

/** Which threads do a piece of work that may block: what helps in an outage does not wait behind what the outage holds up. */
public enum Lane {
    /** Statements about migrations and the throttler, each of which may wait for a primary that is away. */
    ORDINARY("palinode-work"),
    /** SHOW of keyspaces, shards, tablets and sessions, which asks each server for a short time. */
    CLUSTER("palinode-cluster"),
    /** VTCTL, which ends outages. */
    VTCTL("palinode-vtctl");

    private final String label;

    Lane(String label) {
        this.label = label;
    }

    /** The name of its threads. */
    public String label() {
        return label;
    }
}
