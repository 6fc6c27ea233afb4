package dev.busway.http;

import dev.busway.message.Message;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A WebSocket client on a bare socket that registers, hears one message to be sure, and reads no more. */
final class DeafSocket {
    private static final int TEXT_FRAME = 0x81;
    private static final int MASKED = 0x80;

    private DeafSocket() {}

    static Socket registered(OpenDoor door, String channel) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(8_192);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()));
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeBytes(String.join(
                "\r\n",
                "GET /eventbus/websocket HTTP/1.1",
                "host: x",
                "upgrade: websocket",
                "connection: Upgrade",
                "sec-websocket-version: 13",
                "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==",
                "\r\n"));
        awaitText(socket.getInputStream(), "\r\n\r\n");
        byte[] frame = ("{\"type\":\"register\",\"address\":\"" + channel + "\"}").getBytes(StandardCharsets.UTF_8);
        out.write(TEXT_FRAME);
        out.write(MASKED | frame.length);
        out.writeInt(0); // a mask of zeros changes nothing
        out.write(frame);
        out.flush();
        door.vertx.setPeriodic(50, tick -> {
            if (socket.isClosed() || door.gateway.slowReaders() > 0) {
                door.vertx.cancelTimer(tick);
            }
            door.bus.channel(channel).publish(Message.of("door.Anything", new Hello("hello")));
        });
        awaitText(socket.getInputStream(), "hello");
        return socket;
    }

    /** Whether the other side ends the connection, once everything that is left has been read. */
    static boolean closes(Socket socket) {
        byte[] rest = new byte[65_536];
        try {
            while (socket.getInputStream().read(rest) >= 0) {
                // what was on its way
            }
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private record Hello(String word) {}

    private static void awaitText(InputStream in, String wanted) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(wanted) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed before " + wanted + ": " + seen);
            }
            seen.append((char) next);
        }
    }
}
