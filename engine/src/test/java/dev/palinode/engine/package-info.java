/** Tests of the engine's shape, and fixtures for all modules. */
@NullMarked
package dev.palinode.engine;

import org.jspecify.annotations.NullMarked;
