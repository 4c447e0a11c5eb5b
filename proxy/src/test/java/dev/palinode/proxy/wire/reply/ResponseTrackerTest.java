package dev.palinode.proxy.wire.reply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.proxy.wire.Capability;
import dev.palinode.proxy.wire.Command;
import dev.palinode.proxy.wire.FrameDecoder;
import dev.palinode.proxy.wire.ServerStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Answers built from the manual's packet layouts, fed whole and cut at every index. */
final class ResponseTrackerTest {
    private static final int OLD = 0;
    private static final int NEW = Capability.DEPRECATE_EOF;
    private static final int IN_TRANS = ServerStatus.IN_TRANS | ServerStatus.AUTOCOMMIT;
    private static final int MORE = ServerStatus.MORE_RESULTS_EXISTS | ServerStatus.AUTOCOMMIT;
    private static final String DEFINITION = "03646566000000000c3f000100000003810000000000";

    private final ByteBuf answer = Unpooled.buffer();

    private ResponseTrackerTest frame(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        answer.writeMediumLE(bytes.length).writeByte(1).writeBytes(bytes);
        return this;
    }

    private ResponseTrackerTest ok(int status) {
        return frame("000000" + le(status) + "0000");
    }

    private ResponseTrackerTest okEnd(int status) {
        return frame("fe0000" + le(status) + "0000");
    }

    private ResponseTrackerTest eof(int status) {
        return frame("fe0000" + le(status));
    }

    private ResponseTrackerTest err() {
        return frame("ff2804" + "2334323030306e6f");
    }

    private ResponseTrackerTest definitions(int count) {
        for (int i = 0; i < count; i++) {
            frame(DEFINITION);
        }
        return this;
    }

    private static String le(int status) {
        return String.format("%02x%02x", status & 0xFF, status >> 8);
    }

    /** Feeds the answer cut at every index; it must end with its last byte and not before its last frame. */
    private ResponseTracker endsExactly(long capabilities, int command) {
        ResponseTracker last = new ResponseTracker(capabilities);
        for (int cut = 0; cut <= answer.readableBytes(); cut++) {
            last = new ResponseTracker(capabilities);
            last.expect(command);
            FrameDecoder decoder = new FrameDecoder();
            for (ByteBuf part : new ByteBuf[] {answer.copy(0, cut), answer.copy(cut, answer.readableBytes() - cut)}) {
                decoder.feed(UnpooledByteBufAllocator.DEFAULT, part);
                feed(decoder, last);
            }
            assertThat(last.ended()).as("ended, cut at %d", cut).isTrue();
            assertThat(decoder.hasMore()).as("left over, cut at %d", cut).isFalse();
            decoder.release();
        }
        return last;
    }

    private static void feed(FrameDecoder decoder, ResponseTracker tracker) {
        while (decoder.next() && (decoder.whole() || !tracker.needsWhole(decoder.first(), decoder.length()))) {
            assertThat(tracker.ended()).as("ended too early").isFalse();
            tracker.frame(decoder.buffer(), decoder.payload(), decoder.length());
            decoder.accept();
        }
        decoder.dropRun();
    }

    @Test
    void okAndErrEndAnyCommand() {
        assertThat(ok(IN_TRANS).endsExactly(OLD, Command.QUERY).status()).isEqualTo(IN_TRANS);
        answer.clear();
        assertThat(err().endsExactly(NEW, Command.QUERY).failed()).isTrue();
        answer.clear();
        err().endsExactly(NEW, Command.STMT_FETCH);
        answer.clear();
        err().endsExactly(NEW, Command.STMT_PREPARE);
        answer.clear();
        ok(IN_TRANS).endsExactly(NEW, Command.RESET_CONNECTION);
        answer.clear();
        eof(IN_TRANS).endsExactly(OLD, Command.SET_OPTION);
        answer.clear();
        okEnd(IN_TRANS).endsExactly(NEW, Command.SET_OPTION);
    }

    @Test
    void rowsWithAndWithoutEof() {
        frame("02").definitions(2).eof(2).frame("0131fb").frame("fb00").eof(IN_TRANS);
        assertThat(endsExactly(OLD, Command.QUERY).status()).isEqualTo(IN_TRANS);
        answer.clear();
        frame("02").definitions(2).frame("0131fb").frame("fb00").okEnd(IN_TRANS);
        assertThat(endsExactly(NEW, Command.QUERY).status()).isEqualTo(IN_TRANS);
        answer.clear();
        frame("02").definitions(2).okEnd(IN_TRANS).endsExactly(NEW, Command.QUERY);
    }

    @Test
    void manyColumnsAreCountedByTheirLengthEncodedNumber() {
        frame("fc0401").definitions(260).frame("00").okEnd(2);
        ResponseTracker tracker = new ResponseTracker(NEW);
        tracker.expect(Command.QUERY);
        FrameDecoder decoder = new FrameDecoder();
        decoder.feed(UnpooledByteBufAllocator.DEFAULT, answer.copy());
        feed(decoder, tracker);
        assertThat(tracker.ended()).isTrue();
    }

    @Test
    void anErrorAmongTheRowsEndsThem() {
        frame("01").definitions(1).eof(2).frame("0131").err();
        assertThat(endsExactly(OLD, Command.QUERY).failed()).isTrue();
        answer.clear();
        frame("01").definitions(1).err().endsExactly(NEW, Command.QUERY);
    }

    @Test
    void moreResultsAreWaitedFor() {
        ok(MORE).frame("01").definitions(1).eof(2).frame("0131").eof(MORE).ok(IN_TRANS);
        assertThat(endsExactly(OLD, Command.QUERY).status()).isEqualTo(IN_TRANS);
        answer.clear();
        ok(MORE).frame("01").definitions(1).frame("0131").okEnd(MORE).err().endsExactly(NEW, Command.QUERY);
    }

    @Test
    void preparedStatementsHaveTwoLists() {
        frame("00" + "05000000" + "0200" + "0300" + "00" + "0000");
        definitions(3).eof(2).definitions(2).eof(2);
        assertThat(endsExactly(OLD, Command.STMT_PREPARE).statementId()).isEqualTo(5);
        answer.clear();
        frame("00" + "05000000" + "0200" + "0300" + "00" + "0000").definitions(5);
        endsExactly(NEW, Command.STMT_PREPARE);
        answer.clear();
        frame("00" + "05000000" + "0000" + "0000" + "00" + "0000").endsExactly(OLD, Command.STMT_PREPARE);
        answer.clear();
        frame("00" + "05000000" + "0000" + "0100" + "00" + "0000")
                .definitions(1)
                .endsExactly(NEW, Command.STMT_PREPARE);
        answer.clear();
        frame("00" + "05000000" + "0100" + "0000" + "00" + "0000")
                .definitions(1)
                .eof(2)
                .endsExactly(OLD, Command.STMT_PREPARE);
    }

    @Test
    void cursorsSendNoRowsUntilFetched() {
        frame("01").definitions(1).eof(ServerStatus.CURSOR_EXISTS).endsExactly(OLD, Command.STMT_EXECUTE);
        answer.clear();
        frame("01").definitions(1).okEnd(ServerStatus.CURSOR_EXISTS).endsExactly(NEW, Command.STMT_EXECUTE);
        answer.clear();
        frame("000031").frame("000032").eof(ServerStatus.CURSOR_EXISTS).endsExactly(OLD, Command.STMT_FETCH);
        answer.clear();
        frame("000031").okEnd(ServerStatus.LAST_ROW_SENT).endsExactly(NEW, Command.STMT_FETCH);
        answer.clear();
        eof(ServerStatus.LAST_ROW_SENT).endsExactly(OLD, Command.STMT_FETCH);
    }

    @Test
    void oddAnswers() {
        frame("557074696d653a2031").endsExactly(OLD, Command.STATISTICS);
        answer.clear();
        frame("fffefd").endsExactly(OLD, Command.STATISTICS);
        answer.clear();
        definitions(2).eof(2).endsExactly(OLD, Command.FIELD_LIST);
        answer.clear();
        definitions(1).okEnd(2).endsExactly(NEW, Command.FIELD_LIST);
        answer.clear();
        endsExactly(OLD, Command.STMT_CLOSE);
        endsExactly(OLD, Command.STMT_SEND_LONG_DATA);
    }

    @Test
    void aFileIsAskedForAndThenAnswered() {
        ResponseTracker tracker = new ResponseTracker(NEW);
        tracker.expect(Command.QUERY);
        FrameDecoder decoder = new FrameDecoder();
        frame("fb2f746d702f78");
        decoder.feed(UnpooledByteBufAllocator.DEFAULT, answer.copy());
        feed(decoder, tracker);
        assertThat(tracker.wantsFile()).isTrue();
        assertThat(tracker.ended()).isFalse();
        tracker.fileSent();
        answer.clear();
        ok(IN_TRANS);
        decoder.feed(UnpooledByteBufAllocator.DEFAULT, answer.copy());
        feed(decoder, tracker);
        assertThat(tracker.ended()).isTrue();
    }

    @Test
    void continuationFramesOfLongRowsMayLookLikeAnything() {
        for (String looksLike : new String[] {"fe00000200", "ff2804", "000000020000", "fb", ""}) {
            ResponseTracker tracker = new ResponseTracker(OLD);
            tracker.expect(Command.QUERY);
            answer.clear();
            frame("01").definitions(1).eof(2);
            FrameDecoder decoder = new FrameDecoder();
            decoder.feed(UnpooledByteBufAllocator.DEFAULT, answer.copy());
            feed(decoder, tracker);
            ByteBuf row = Unpooled.buffer().writeByte(0xFE);
            assertThat(tracker.needsWhole(0xFE, FrameDecoder.MAX_PAYLOAD)).isFalse();
            tracker.frame(row, 0, FrameDecoder.MAX_PAYLOAD);
            assertThat(tracker.needsWhole(0xFF, 3)).isFalse();
            ByteBuf rest = Unpooled.wrappedBuffer(HexFormat.of().parseHex(looksLike));
            tracker.frame(rest, 0, rest.readableBytes());
            assertThat(tracker.ended()).isFalse();
            answer.clear();
            eof(IN_TRANS);
            decoder.feed(UnpooledByteBufAllocator.DEFAULT, answer.copy());
            feed(decoder, tracker);
            assertThat(tracker.ended()).isTrue();
            assertThat(tracker.status()).isEqualTo(IN_TRANS);
        }
    }

    @Test
    void aChangeOfSchemaIsNoticed() {
        int status = ServerStatus.SESSION_STATE_CHANGED | ServerStatus.AUTOCOMMIT;
        frame("000000" + le(status) + "0000" + "00" + "09" + "0503010161" + "01" + "02" + "0162");
        ResponseTracker tracker = endsExactly(Capability.SESSION_TRACK, Command.QUERY);
        assertThat(tracker.schema()).contains("b");
    }

    @Test
    void reportsOfProgressDoNotEndTheAnswer() {
        String report = "ffffff" + "01" + "0102" + "0a0000" + "0461626364";
        frame(report).ok(IN_TRANS);
        ResponseTracker tracker = endsExactly(Capability.MARIADB_PROGRESS, Command.QUERY);
        assertThat(tracker.failed()).isFalse();
        assertThat(tracker.status()).isEqualTo(IN_TRANS);
        answer.clear();
        frame("01")
                .definitions(1)
                .eof(2)
                .frame("0131")
                .frame(report)
                .frame("0132")
                .eof(2);
        endsExactly(Capability.MARIADB_PROGRESS, Command.QUERY);
        answer.clear();
        frame(report).err();
        assertThat(endsExactly(Capability.MARIADB_PROGRESS, Command.QUERY).failed())
                .isTrue();
        answer.clear();
        assertThat(frame(report).endsExactly(OLD, Command.QUERY).failed()).isTrue();
    }

    /** One row for each row of parameters, to those who ask for it. */
    @Test
    void anExecutionForManyRowsMayHaveRowsAsItsAnswer() {
        frame("02").definitions(2).frame("00000101").frame("00000201").okEnd(IN_TRANS);
        assertThat(endsExactly(NEW, Command.STMT_BULK_EXECUTE).status()).isEqualTo(IN_TRANS);
        answer.clear();
        ok(IN_TRANS).endsExactly(NEW, Command.STMT_BULK_EXECUTE);
    }

    @Test
    void aDeadlockEndsTheTransaction() {
        ResponseTracker tracker = new ResponseTracker(NEW);
        tracker.setStatus(IN_TRANS);
        tracker.expect(Command.QUERY);
        ByteBuf error = Unpooled.buffer().writeByte(0xFF).writeShortLE(1213);
        tracker.frame(error, 0, error.readableBytes());
        assertThat(tracker.status() & ServerStatus.IN_TRANS).isZero();
    }
}
