/** What a client's connection passes before it is a session: who it says that it is for, and TLS. */
@NullMarked
package dev.palinode.proxy.listen;

import org.jspecify.annotations.NullMarked;
