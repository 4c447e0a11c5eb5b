/** Fixtures for tests of all modules: the servers that they run on. */
@NullMarked
package dev.palinode.engine.testing;

import org.jspecify.annotations.NullMarked;
