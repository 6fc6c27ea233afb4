package dev.busway.rabbitmq;

import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;

/**
 * What a connection reads and writes by. The client sends each message by a system call of its own; here whoever opened the
 * connection may hold what it writes back, to send it together. Whatever else is written meanwhile takes it along.
 */
final class Frames implements FrameHandler {
    private final FrameHandler socket;
    private final Thread owner = Thread.currentThread();
    /** The owner's own, both. */
    private boolean holding;

    private boolean waiting;

    Frames(FrameHandler socket) {
        this.socket = socket;
    }

    /** Something that writes. */
    @FunctionalInterface
    interface Write {
        void run() throws IOException;
    }

    /** Writes and sends nothing yet, unless the buffer is full. For the owner only; must not wait for an answer. */
    void hold(Write write) throws IOException {
        holding = true;
        waiting = true;
        try {
            write.run();
        } finally {
            holding = false;
        }
    }

    /** Sends what was held back. For the owner only. */
    void release() throws IOException {
        if (waiting) {
            waiting = false;
            socket.flush();
        }
    }

    @Override
    public void flush() throws IOException {
        if (Thread.currentThread() != owner || !holding) {
            socket.flush();
        }
    }

    @Override
    public void setTimeout(int millis) throws SocketException {
        socket.setTimeout(millis);
    }

    @Override
    public int getTimeout() throws SocketException {
        return socket.getTimeout();
    }

    @Override
    public void sendHeader() throws IOException {
        socket.sendHeader();
    }

    @Override
    public void initialize(AMQConnection connection) {
        socket.initialize(connection);
    }

    @Override
    public Frame readFrame() throws IOException {
        return socket.readFrame();
    }

    @Override
    public void writeFrame(Frame frame) throws IOException {
        socket.writeFrame(frame);
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public InetAddress getAddress() {
        return socket.getAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }
}
