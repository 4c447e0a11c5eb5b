/** The migration engine: its facade, configuration and errors. */
@NullMarked
package dev.palinode.engine;

import org.jspecify.annotations.NullMarked;
