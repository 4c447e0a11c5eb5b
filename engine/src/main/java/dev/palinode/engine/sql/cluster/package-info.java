/** Statements about the cluster: VTCTL, and SHOW of keyspaces, shards and tablets. */
@NullMarked
package dev.palinode.engine.sql.cluster;

import org.jspecify.annotations.NullMarked;
