package dev.palinode.proxy.auth;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A range of IP addresses: {@code 10.1.0.0/16}, {@code 10.1.0.0/255.255.0.0}, {@code 2001:db8::/32}, or one address.
 * Immutable.
 */
public final class NetworkRange {
    private final int length;
    private final BigInteger network;
    private final int hostBits;

    private NetworkRange(int length, BigInteger network, int hostBits) {
        this.length = length;
        this.network = network;
        this.hostBits = hostBits;
    }

    /** Reads a range; empty if it is none, or if it names bits of a host. */
    public static Optional<NetworkRange> parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return Optional.empty();
        }
        int bits = slash < 0 ? address.length * 8 : bits(text.substring(slash + 1), address.length);
        if (bits < 0) {
            return Optional.empty();
        }
        int hostBits = address.length * 8 - bits;
        BigInteger value = new BigInteger(1, address);
        BigInteger network = value.shiftRight(hostBits);
        return network.shiftLeft(hostBits).equals(value)
                ? Optional.of(new NetworkRange(address.length, network, hostBits))
                : Optional.empty();
    }

    /** How many bits the network has, given as a number or as a mask; negative if it is neither. */
    private static int bits(String text, int length) {
        if (text.matches("[0-9]{1,3}")) {
            int bits = Integer.parseInt(text);
            return bits <= length * 8 ? bits : -1;
        }
        byte[] mask = NetUtil.createByteArrayFromIpAddressString(text);
        if (mask == null || mask.length != length) {
            return -1;
        }
        BigInteger value = new BigInteger(1, mask);
        int bits = value.bitCount();
        BigInteger whole =
                BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE).shiftLeft(length * 8 - bits);
        return value.equals(whole) ? bits : -1;
    }

    /** Whether the address is in it. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == length
                && new BigInteger(1, bytes).shiftRight(hostBits).equals(network);
    }
}
