/** How a session goes on when its server is the primary no longer: it waits, and gets a connection to the new one. */
@NullMarked
package dev.palinode.proxy.session.failover;

import org.jspecify.annotations.NullMarked;
