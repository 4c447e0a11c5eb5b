/** Tests of the gate. */
@NullMarked
package dev.palinode.proxy.gate;

import org.jspecify.annotations.NullMarked;
