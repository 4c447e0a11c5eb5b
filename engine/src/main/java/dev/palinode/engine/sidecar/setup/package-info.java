/** Makes the sidecar schema, and brings one of an older version up to date. */
@NullMarked
package dev.palinode.engine.sidecar.setup;

import org.jspecify.annotations.NullMarked;
