/** Pure values of the engine: identifiers, states, strategies, positions. No I/O. */
@NullMarked
package dev.palinode.engine.model;

import org.jspecify.annotations.NullMarked;
