/** Tests of what the proxy answers itself. */
@NullMarked
package dev.palinode.proxy.intercept;

import org.jspecify.annotations.NullMarked;
