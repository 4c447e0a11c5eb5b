/** Tests of the proxy's shape. */
@NullMarked
package dev.palinode.proxy;

import org.jspecify.annotations.NullMarked;
