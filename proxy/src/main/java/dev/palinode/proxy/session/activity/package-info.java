/** What sessions are doing: for the metrics, the access log and {@code SHOW VITESS_SESSIONS}. */
@NullMarked
package dev.palinode.proxy.session.activity;

import org.jspecify.annotations.NullMarked;
