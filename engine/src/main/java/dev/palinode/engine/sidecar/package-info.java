/** The only place that knows the sidecar schema {@code _vt}. */
@NullMarked
package dev.palinode.engine.sidecar;

import org.jspecify.annotations.NullMarked;
