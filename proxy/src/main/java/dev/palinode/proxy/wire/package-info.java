/** The bytes of the MySQL client/server protocol: frames, integers, strings, codes. No I/O, no sessions. */
@NullMarked
package dev.palinode.proxy.wire;

import org.jspecify.annotations.NullMarked;
