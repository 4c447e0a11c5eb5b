/** The topology in a directory: for one machine. */
@NullMarked
package dev.palinode.engine.topo.store.file;

import org.jspecify.annotations.NullMarked;
