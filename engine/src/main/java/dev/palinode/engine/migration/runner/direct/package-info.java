/** ALTER TABLE by the server itself: at once where it can, or for as long as it takes, tracked like any other. */
@NullMarked
package dev.palinode.engine.migration.runner.direct;

import org.jspecify.annotations.NullMarked;
