/** What the throttler keeps in the sidecar: the rules of users, and the heartbeat by which replicas show their lag. */
@NullMarked
package dev.palinode.engine.sidecar.throttle;

import org.jspecify.annotations.NullMarked;
