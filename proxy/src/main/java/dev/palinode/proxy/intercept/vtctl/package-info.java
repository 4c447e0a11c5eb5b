/** VTCTL, and SHOW of keyspaces, shards and tablets. */
@NullMarked
package dev.palinode.proxy.intercept.vtctl;

import org.jspecify.annotations.NullMarked;
