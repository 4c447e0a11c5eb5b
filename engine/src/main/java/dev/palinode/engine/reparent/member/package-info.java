/** The servers of a shard one by one: connections by which their roles are looked at and changed. */
@NullMarked
package dev.palinode.engine.reparent.member;

import org.jspecify.annotations.NullMarked;
