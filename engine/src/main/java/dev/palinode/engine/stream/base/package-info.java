/** What all parts of one stream share: its surroundings, its position, its status, its threads. */
@NullMarked
package dev.palinode.engine.stream.base;

import org.jspecify.annotations.NullMarked;
