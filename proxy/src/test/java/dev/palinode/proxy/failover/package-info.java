/** Clients while the primary changes or is lost. */
@NullMarked
package dev.palinode.proxy.failover;

import org.jspecify.annotations.NullMarked;
