/** Tables that wait to be dropped: their names, and the collector. */
@NullMarked
package dev.palinode.engine.gc;

import org.jspecify.annotations.NullMarked;
