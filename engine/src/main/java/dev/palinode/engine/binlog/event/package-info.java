/** The bytes of one binlog event: a cursor over them, their header, their inflation, the map of a table. */
@NullMarked
package dev.palinode.engine.binlog.event;

import org.jspecify.annotations.NullMarked;
