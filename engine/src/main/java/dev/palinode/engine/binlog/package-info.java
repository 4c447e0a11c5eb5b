/** The change source: reads the binlog of a server and yields its committed transactions, one after another. */
@NullMarked
package dev.palinode.engine.binlog;

import org.jspecify.annotations.NullMarked;
