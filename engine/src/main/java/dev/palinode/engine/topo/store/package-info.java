/**
 * What a cluster of proxies knows in common: keyspaces, shards and tablets, as records in a store that keeps versions
 * and tells of changes. Accounts are not among them.
 */
@NullMarked
package dev.palinode.engine.topo.store;

import org.jspecify.annotations.NullMarked;
