/** The packets of a server's answer to a command, and the way through them. */
@NullMarked
package dev.palinode.proxy.wire.reply;

import org.jspecify.annotations.NullMarked;
