package dev.palinode.proxy.auth;

import dev.palinode.proxy.wire.Octets;

/** Lets tests of other packages prove a password. */
public final class RawProof {
    public static final String NATIVE = AuthMethod.NATIVE.plugin();

    private RawProof() {}

    public static Octets nativePassword(String password, Octets nonce) {
        return AuthMethod.NATIVE.proof(password, nonce.toArray());
    }
}
