/** The ways of sessions from server to server. */
@NullMarked
package dev.palinode.proxy.session.failover;

import org.jspecify.annotations.NullMarked;
