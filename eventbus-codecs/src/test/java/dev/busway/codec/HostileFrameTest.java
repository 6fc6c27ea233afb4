package dev.busway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.busway.message.Message;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes from a stranger: each ends in a message or in a {@link FrameException}, and costs no more memory than it has bytes. */
class HostileFrameTest {
    private static final long ALLOCATED_AT_MOST = 64 * 1024;

    static List<String> names() {
        return Samples.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_truncation_is_refused(String name) {
        Buffer whole = GoldenFrameTest.golden(name);
        for (int length = 0; length < whole.length(); length++) {
            Buffer cut = whole.getBuffer(0, length);
            assertThatThrownBy(() -> FrameCodec.decode(cut))
                    .as("the first %d bytes", length)
                    .isInstanceOf(FrameException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_byte_too_many_is_refused(String name) {
        Buffer more = GoldenFrameTest.golden(name).appendByte((byte) 0);

        assertThatThrownBy(() -> FrameCodec.decode(more))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining("claims");
    }

    @ParameterizedTest
    @MethodSource("names")
    void every_flipped_byte_is_refused_or_is_another_sound_message(String name) {
        Buffer whole = GoldenFrameTest.golden(name);
        for (int at = 0; at < whole.length(); at++) {
            byte right = whole.getByte(at);
            for (int flip = 1; flip < 256; flip++) {
                soundOrRefused(whole.setByte(at, (byte) (right ^ flip)));
            }
            whole.setByte(at, right);
        }
    }

    @Test
    void random_bytes_behind_a_right_head_are_refused_or_sound() {
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            int attributes = random.nextInt(60);
            byte[] noise = new byte[attributes];
            random.nextBytes(noise);
            for (int i = 0; i < attributes; i += 1 + random.nextInt(9)) {
                noise[i] = (byte) random.nextInt(16);
            }
            Buffer frame = Buffer.buffer()
                    .appendByte(FrameLayout.VERSION)
                    .appendByte((byte) random.nextInt(5))
                    .appendLong(1)
                    .appendLong(2)
                    .appendLong(3)
                    .appendInt(attributes)
                    .appendInt(0)
                    .appendBytes(noise);
            soundOrRefused(frame);
        }
    }

    @ParameterizedTest
    @CsvSource({"26", "30"})
    void a_huge_claimed_length_allocates_nothing(int lengthAt) {
        Buffer frame = GoldenFrameTest.golden("request");
        for (int claimed : new int[] {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 1 << 30}) {
            frame.setInt(lengthAt, claimed);
            refusedCheaply(frame);
        }
    }

    @Test
    void a_huge_claimed_attribute_allocates_nothing() {
        Buffer frame = GoldenFrameTest.golden("request");
        frame.setShort(FrameLayout.HEAD_BYTES + 1, (short) 0xffff);
        refusedCheaply(frame);
    }

    @Test
    void a_frame_of_another_version_is_refused_by_its_number() {
        Buffer frame = GoldenFrameTest.golden("request").setByte(0, (byte) 2);

        assertThatThrownBy(() -> FrameCodec.decode(frame))
                .isInstanceOf(FrameException.class)
                .hasMessage("frame version 2 is unknown, this node reads version 1");
    }

    @ParameterizedTest
    @CsvSource({"-1,5", "0,1000", "5,4"})
    void a_range_outside_the_buffer_is_refused(int from, int to) {
        assertThatThrownBy(() -> FrameCodec.decode(Buffer.buffer("0123456789"), from, to))
                .isInstanceOf(FrameException.class);
    }

    private static void soundOrRefused(Buffer frame) {
        Message message;
        try {
            message = FrameCodec.decode(frame);
        } catch (FrameException refused) {
            if (String.valueOf(refused.getMessage()).isBlank()) {
                fail("refused without a reason");
            }
            return;
        }
        Buffer written = FrameCodec.encode(message);
        if (!FrameCodec.encode(FrameCodec.decode(written)).equals(written)) {
            fail("reads back as another message: %s", written);
        }
    }

    private static void refusedCheaply(Buffer frame) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThat(refused(frame)).as("and its sentence is linked").isTrue();
        long before = threads.getCurrentThreadAllocatedBytes();

        boolean refused = refused(frame);

        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(refused).isTrue();
        assertThat(allocated).isLessThan(ALLOCATED_AT_MOST);
    }

    private static boolean refused(Buffer frame) {
        try {
            FrameCodec.decode(frame);
            return false;
        } catch (FrameException expected) {
            return true;
        }
    }
}
