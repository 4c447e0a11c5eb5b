/** Tests of what statements leave in a session. */
@NullMarked
package dev.palinode.proxy.intercept.footprint;

import org.jspecify.annotations.NullMarked;
