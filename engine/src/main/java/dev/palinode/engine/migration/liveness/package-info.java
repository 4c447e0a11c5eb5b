/** Signs of life: what shows none for too long fails, and what was lost with a tablet is tried once more. */
@NullMarked
package dev.palinode.engine.migration.liveness;

import org.jspecify.annotations.NullMarked;
