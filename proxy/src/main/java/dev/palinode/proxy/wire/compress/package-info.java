/** The compressed protocol: frames of frames between a client and the proxy. */
@NullMarked
package dev.palinode.proxy.wire.compress;

import org.jspecify.annotations.NullMarked;
