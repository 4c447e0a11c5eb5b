/** The crash matrix: a migration is stopped at each of its named places by each kind of failure, and must lose nothing. */
@NullMarked
package dev.palinode.engine.crash;

import org.jspecify.annotations.NullMarked;
