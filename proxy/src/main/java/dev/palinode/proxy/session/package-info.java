/** One client: its connection, its backend connection, and the relay between them. */
@NullMarked
package dev.palinode.proxy.session;

import org.jspecify.annotations.NullMarked;
