/** Holds client statements on a table while the engine swaps it. */
@NullMarked
package dev.palinode.proxy.gate;

import org.jspecify.annotations.NullMarked;
