/** Tables on their way to be dropped: their names, which are their states, and the collector. */
@NullMarked
package dev.palinode.engine.gc;

import org.jspecify.annotations.NullMarked;
