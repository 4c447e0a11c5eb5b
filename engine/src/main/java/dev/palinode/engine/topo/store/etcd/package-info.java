/** The topology in etcd: for proxies on several machines. Nobody else knows its client. */
@NullMarked
package dev.palinode.engine.topo.store.etcd;

import org.jspecify.annotations.NullMarked;
