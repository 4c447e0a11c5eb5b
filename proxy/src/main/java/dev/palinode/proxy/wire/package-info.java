/** The bytes of the MySQL client/server protocol. No I/O, no sessions. */
@NullMarked
package dev.palinode.proxy.wire;

import org.jspecify.annotations.NullMarked;
