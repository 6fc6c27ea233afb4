package dev.busway.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;

/** Opens and ends channels of a connection. On the link's thread only. */
final class Channels {
    private Channels() {}

    static Channel open(Connection connection) throws IOException {
        Channel channel = connection.createChannel();
        if (channel == null) {
            throw new IOException("the broker allows " + connection.getChannelMax()
                    + " channels on a connection, and all are in use (channel_max)");
        }
        return channel;
    }

    /** What it did not acknowledge goes back in its order; it may have gone already. */
    static void end(Channel channel) {
        try {
            channel.abort();
        } catch (IOException gone) {
            throw new IllegalStateException("abort does not throw", gone);
        }
    }
}
