package dev.palinode.proxy.session.command;

import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.wire.ServerStatus;
import dev.palinode.proxy.wire.reply.ErrPacket;
import dev.palinode.proxy.wire.reply.OkPacket;
import dev.palinode.proxy.wire.reply.ResultSetWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Our own answers as packets. */
public final class Replies {
    private Replies() {}

    /**
     * The packets of an answer.
     *
     * @param capabilities those negotiated
     * @param binary whether it answers COM_STMT_EXECUTE
     * @param sequence id of the first
     * @param status the server's last flags, of which those of the session are passed on
     */
    public static ByteBuf packets(
            ByteBufAllocator allocator, long capabilities, Reply reply, boolean binary, int sequence, int status) {
        int flags = status & ServerStatus.OF_SESSION;
        if (reply instanceof Reply.Rows result) {
            ResultSetWriter writer = new ResultSetWriter(capabilities, flags);
            return binary
                    ? writer.binary(allocator, result.rows(), sequence)
                    : writer.text(allocator, result.rows(), sequence);
        }
        if (reply instanceof Reply.Err error) {
            return new ErrPacket(error.errno(), error.sqlState(), error.message()).toFrame(allocator, sequence);
        }
        ByteBuf out = allocator.buffer();
        new OkPacket(((Reply.Ok) reply).affectedRows(), flags).write(out, sequence, OkPacket.HEADER);
        return out;
    }
}
