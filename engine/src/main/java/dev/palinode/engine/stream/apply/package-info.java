/** The way of changes from the binlog into the target. */
@NullMarked
package dev.palinode.engine.stream.apply;

import org.jspecify.annotations.NullMarked;
