/** The users file: how it is read, checked, and read again when it changes. */
@NullMarked
package dev.palinode.proxy.auth.users;

import org.jspecify.annotations.NullMarked;
