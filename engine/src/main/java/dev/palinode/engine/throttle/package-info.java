/** Says whether background work may go on: rules of users, and metrics of the servers against their thresholds. */
@NullMarked
package dev.palinode.engine.throttle;

import org.jspecify.annotations.NullMarked;
