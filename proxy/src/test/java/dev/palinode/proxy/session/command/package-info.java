/** Tests of what limits clients. */
@NullMarked
package dev.palinode.proxy.session.command;

import org.jspecify.annotations.NullMarked;
