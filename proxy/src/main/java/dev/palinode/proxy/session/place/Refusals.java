package dev.palinode.proxy.session.place;

import dev.palinode.proxy.wire.reply.ErrPacket;
import java.util.Collection;

/** What clients are told when a command cannot go where it wants to; nothing was done, and the session stays. */
public final class Refusals {
    private static final int UNKNOWN_ERROR = 1105;
    private static final int NOT_SUPPORTED = 1235;
    private static final int NOT_IN_TRANSACTION = 1179;
    private static final int READ_ONLY = 1290;

    private Refusals() {}

    static ErrPacket unavailable(Keyspaces.Entry keyspace) {
        return new ErrPacket(
                UNKNOWN_ERROR,
                "HY000",
                "keyspace " + keyspace.name() + " cannot be reached yet: " + keyspace.trouble() + "; try again later");
    }

    /** No tablet of the type is there. */
    public static ErrPacket noTablet(Place place) {
        String shard =
                place.cluster().keyspace() + "/" + place.cluster().topology().shard();
        return new ErrPacket(
                UNKNOWN_ERROR,
                "HY000",
                "no healthy tablet of type " + place.type() + " is available for " + shard + "; USE `"
                        + place.cluster().keyspace() + "` goes to the primary");
    }

    static ErrPacket acrossClusters(Collection<String> keyspaces) {
        return new ErrPacket(
                NOT_SUPPORTED,
                "42000",
                "This version of Palinode doesn't yet support 'one statement on tables of several clusters' (keyspaces "
                        + String.join(", ", keyspaces) + "); send one statement for each keyspace");
    }

    static ErrPacket besides(String keyspace, Collection<String> others) {
        return new ErrPacket(
                NOT_SUPPORTED,
                "42000",
                "This version of Palinode doesn't yet support 'one statement on tables of several clusters': those of the"
                        + " keyspace " + keyspace + " are elsewhere, and a schema that is no keyspace ("
                        + String.join(", ", others) + ") is at the servers where the session is; USE " + keyspace
                        + " first if that one's is meant");
    }

    static ErrPacket readOnly(Place place) {
        return new ErrPacket(
                READ_ONLY,
                "HY000",
                "sessions at " + name(place) + " are read-only, and cannot execute this statement; USE `"
                        + place.cluster().keyspace() + "` goes to the primary");
    }

    /** A transaction is open elsewhere. */
    public static ErrPacket inTransaction(Place from, Place to) {
        return new ErrPacket(
                NOT_IN_TRANSACTION,
                "25000",
                "a transaction is open at " + name(from) + ", and cannot go on at " + name(to)
                        + ": COMMIT or ROLLBACK first; transactions do not span clusters");
    }

    /** The session holds what it cannot take along. */
    public static ErrPacket holding(String held, Place to) {
        return new ErrPacket(
                NOT_SUPPORTED,
                "42000",
                "the session holds what cannot be taken to " + name(to) + ": " + held
                        + "; give it back first, or use another connection for " + name(to));
    }

    /** The other server cannot take over the session. */
    public static ErrPacket unfit(Place to, String why) {
        return new ErrPacket(NOT_SUPPORTED, "42000", "the session cannot be taken to " + name(to) + ": " + why);
    }

    /** A part of a text of several statements would have to go elsewhere. */
    public static ErrPacket amongOthers(String target) {
        return new ErrPacket(
                NOT_SUPPORTED,
                "42000",
                "USE " + target + " goes to other servers, and has to be sent as a command of its own");
    }

    private static String name(Place place) {
        return "keyspace " + place.cluster().keyspace() + place.suffix();
    }
}
