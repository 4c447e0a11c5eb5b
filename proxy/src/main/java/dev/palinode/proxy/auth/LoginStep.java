package dev.palinode.proxy.auth;

import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * What a log-in wants after a packet: something to be sent first, if anything, and then to wait for the next packet, or
 * to be done.
 *
 * @param send frames to be sent; the receiver owns them
 * @param outcome where the log-in stands
 * @param error why it failed
 */
public record LoginStep(Optional<ByteBuf> send, Outcome outcome, Optional<ErrPacket> error) {
    /** Where a log-in stands. */
    public enum Outcome {
        WAITING,
        ACCEPTED,
        REFUSED
    }

    static LoginStep waiting(ByteBuf send) {
        return new LoginStep(Optional.of(send), Outcome.WAITING, Optional.empty());
    }

    static LoginStep waiting() {
        return new LoginStep(Optional.empty(), Outcome.WAITING, Optional.empty());
    }

    static LoginStep accepted() {
        return new LoginStep(Optional.empty(), Outcome.ACCEPTED, Optional.empty());
    }

    static LoginStep accepted(ByteBuf send) {
        return new LoginStep(Optional.of(send), Outcome.ACCEPTED, Optional.empty());
    }

    static LoginStep refused(ErrPacket error) {
        return new LoginStep(Optional.empty(), Outcome.REFUSED, Optional.of(error));
    }
}
