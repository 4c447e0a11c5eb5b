/** What a process does with a topology: finds the store, keeps what it said last, and hears of its shards' tablets. */
@NullMarked
package dev.palinode.engine.topo.client;

import org.jspecify.annotations.NullMarked;
