/** Log-in of clients at the proxy and of the proxy at the backends. */
@NullMarked
package dev.palinode.proxy.auth;

import org.jspecify.annotations.NullMarked;
