/** The MySQL front door: wiring, start and shutdown order, configuration. */
@NullMarked
package dev.palinode.proxy;

import org.jspecify.annotations.NullMarked;
