/** Tests of what limits clients. */
@NullMarked
package dev.palinode.proxy.session.limit;

import org.jspecify.annotations.NullMarked;
