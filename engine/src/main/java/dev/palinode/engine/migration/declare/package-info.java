/** The strategy's flag declarative: a CREATE or DROP says what is wanted, and what has to be done is found out. */
@NullMarked
package dev.palinode.engine.migration.declare;

import org.jspecify.annotations.NullMarked;
