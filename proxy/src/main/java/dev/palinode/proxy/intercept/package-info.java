/** What the proxy answers itself. No Netty types. */
@NullMarked
package dev.palinode.proxy.intercept;

import org.jspecify.annotations.NullMarked;
