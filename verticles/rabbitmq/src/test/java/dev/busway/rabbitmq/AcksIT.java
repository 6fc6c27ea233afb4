package dev.busway.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.busway.config.Section;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AcksIT {
    private static final int MESSAGES = 500;

    @Test
    void in_whichever_order_deliveries_end_each_is_acknowledged_once() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(TestBroker.shared().uri());
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel();
                Channel looking = connection.createChannel();
                Connections unused = new Connections(RabbitSettings.from(new Section("", Map.of()), "n"))) {
            String queue = channel.queueDeclare().getQueue();
            List<Long> numbers = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                channel.basicPublish("", queue, null, new byte[1]);
            }
            for (int i = 0; i < MESSAGES; i++) {
                numbers.add(channel.basicGet(queue, false).getEnvelope().getDeliveryTag());
            }
            Random lot = new Random(7);
            Collections.shuffle(numbers, lot);
            Acks acks = new Acks(new Link("test", unused), channel);

            for (long number : numbers) {
                acks.ended(number);
                if (lot.nextInt(4) == 0) {
                    acks.run(connection);
                }
            }
            acks.run(connection);

            // A number that the broker does not wait for would close the channel, now at the latest.
            assertThat(channel.messageCount(queue)).isZero();
            channel.basicRecover(true);
            assertThat(looking.messageCount(queue)).isZero();
        }
    }
}
