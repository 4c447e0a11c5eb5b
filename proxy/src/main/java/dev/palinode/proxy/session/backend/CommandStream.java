package dev.palinode.proxy.session.backend;

import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.reply.ResponseTracker;
import io.netty.buffer.ByteBuf;

/** The way of a client's command to the backend, which may be in pieces: it comes as it likes and is sent as it comes. */
public final class CommandStream {
    private final FrameDecoder input;
    private final BackendLink backend;
    private final ResponseTracker tracker;
    private int sequence;
    private long length;
    private boolean continued;
    private boolean sending;

    public CommandStream(FrameDecoder input, BackendLink backend) {
        this.input = input;
        this.backend = backend;
        this.tracker = backend.tracker();
    }

    /** A command begins with the frame in the input. */
    public void begin() {
        sequence = input.sequence();
        length = 0;
        continued = false;
        sending = false;
    }

    /** Takes the first frame of the command, or as much of it as is here. */
    public ByteBuf takeFirst() {
        acceptFrame();
        return input.takeRun();
    }

    private void acceptFrame() {
        sequence = input.sequence();
        length += tracker.wantsFile() ? 0 : input.length();
        continued = input.length() == FrameDecoder.MAX_PAYLOAD;
        input.accept();
        sending = continued || input.incomplete();
    }

    /** Sends on what has come of a command that is longer than its first piece, or of a file that the server wants. */
    public void sendMore() {
        // What was missing of the last frame may have come together with the next command.
        sending = continued || input.incomplete();
        while (wantsMore() && input.next()) {
            boolean endOfFile = tracker.wantsFile() && !continued && input.length() == 0;
            acceptFrame();
            if (endOfFile) {
                tracker.fileSent();
            }
        }
        sending = continued || input.incomplete();
        if (input.hasRun()) {
            backend.more(input.takeRun());
        }
    }

    /** Bytes of the command so far, its frames to their ends; a file that the server asked for is no part of it. */
    public long length() {
        return length;
    }

    /** Whether a part of the command has not been sent yet. */
    public boolean isSending() {
        return sending;
    }

    /** Whether what the client sends now belongs to the command. */
    public boolean wantsMore() {
        return sending || tracker.wantsFile();
    }

    /** Whether all of the command is one frame, and here. */
    public boolean isOneWholeFrame() {
        return input.whole() && input.length() < FrameDecoder.MAX_PAYLOAD;
    }

    /** A packet has been sent to the client before the answer. */
    public void sentBefore() {
        sequence = nextSequence();
    }

    /** The sequence id of the answer's first packet. */
    public int nextSequence() {
        return sequence + 1 & 0xFF;
    }
}
