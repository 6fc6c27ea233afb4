package dev.busway.testkit.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One direction of a {@link FaultProxy}'s connection: one thread reads, one writes what is due, so that a delay costs no throughput. */
final class Wire {
    private static final int CHUNK = 64 * 1024;
    /** Read and not yet written: beyond it the sender waits, as behind a full window. */
    private static final int MOST_CHUNKS = 256;

    private static final Chunk END = new Chunk(new byte[0], 0);

    private final Socket from;
    private final Socket to;
    private final Weather weather;
    private final Consumer<Socket> ended;
    private final BlockingQueue<Chunk> held = new ArrayBlockingQueue<>(MOST_CHUNKS);

    /** What was read at once; empty at the end. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Chunk(byte[] bytes, long dueNanos) {}

    Wire(Socket from, Socket to, Weather weather, Consumer<Socket> ended) {
        this.from = from;
        this.to = to;
        this.weather = weather;
        this.ended = ended;
    }

    void start() {
        daemon("fault-proxy-read", this::read).start();
        daemon("fault-proxy-write", this::write).start();
    }

    static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    private void read() {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                held.put(new Chunk(Arrays.copyOf(chunk, length), System.nanoTime() + weather.delayNanos()));
            }
            held.put(END);
        } catch (IOException broken) {
            breakOff();
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = held.take(); chunk.bytes().length > 0; chunk = held.take()) {
                for (long early = early(chunk); early > 0; early = early(chunk)) {
                    LockSupport.parkNanos(early);
                }
                weather.await();
                out.write(chunk.bytes());
            }
            to.shutdownOutput();
            if (from.isOutputShutdown()) {
                from.close();
                to.close();
            }
        } catch (IOException broken) {
            breakOff();
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
        ended.accept(from);
    }

    private static long early(Chunk chunk) {
        return chunk.dueNanos() - System.nanoTime();
    }

    /** A break on one side is a break on the other. */
    private void breakOff() {
        for (Socket socket : new Socket[] {from, to}) {
            ended.accept(socket);
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException gone) {
                // It ended by itself.
            }
        }
        held.clear();
        held.offer(END);
    }
}
