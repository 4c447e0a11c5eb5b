package dev.palinode.proxy.session.backend;

import dev.palinode.proxy.gate.GateSession;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.Packets;
import dev.palinode.proxy.wire.ServerStatus;
import dev.palinode.proxy.wire.reply.ErrPacket;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.function.Consumer;

/** Commands of the proxy's own, sent as parts of the client's. They touch no table, so that no gate holds them. */
public final class OwnCommands {
    /** Whose they are. */
    public interface Owner {
        boolean isClosed();

        /** The connection was lost, and nothing more comes of the command. */
        void lost();
    }

    private final BackendLink link;
    private final GateSession gate;
    private final Owner owner;

    public OwnCommands(BackendLink link, GateSession gate, Owner owner) {
        this.link = link;
        this.gate = gate;
        this.owner = owner;
    }

    /**
     * Sends a command.
     *
     * @param then gets the error, if that was the answer
     */
    public void send(ByteBuf packet, int code, Consumer<Optional<ErrPacket>> then) {
        enter();
        link.send(packet, code, new Swallow(error -> answered(() -> then.accept(error))));
    }

    /** Sends a statement that nothing depends on, and goes on. */
    public void sendIfUp(ByteBuf query, Runnable then) {
        enter();
        link.send(query, Command.QUERY, new Swallow(error -> {
            leave();
            if (!owner.isClosed()) {
                then.run();
            }
        }));
    }

    /**
     * Prepares a text at the server.
     *
     * @param then gets the packets of the answer, as a client would get them
     */
    public void prepare(byte[] text, Consumer<ByteBuf> then) {
        enter();
        ByteBuf packet = Packets.command(link.allocator(), Command.STMT_PREPARE, text);
        link.send(packet, Command.STMT_PREPARE, new Kept(answer -> answered(() -> then.accept(answer))));
    }

    /**
     * Asks the server something.
     *
     * @param then gets the rows, or the error
     */
    public void ask(ByteBuf query, Consumer<Reply> then) {
        enter();
        boolean deprecateEof = Capability.has(link.capabilities(), Capability.DEPRECATE_EOF);
        Capture answer = new Capture(
                deprecateEof,
                (rows, error) -> answered(
                        () -> then.accept(error.map(OwnCommands::reply).orElseGet(() -> new Reply.Rows(rows)))));
        link.send(query, Command.QUERY, answer);
    }

    private static Reply reply(ErrPacket error) {
        return new Reply.Err(error.errno(), error.sqlState(), error.message());
    }

    private void enter() {
        gate.enter(0, OwnCommands::nothing, OwnCommands::nothing);
    }

    private void leave() {
        gate.left(link.tracker().hasStatus(ServerStatus.IN_TRANS));
    }

    private void answered(Runnable then) {
        leave();
        if (owner.isClosed()) {
            return;
        }
        if (link.isUp()) {
            then.run();
        } else {
            owner.lost();
        }
    }

    private static void nothing() {}
}
