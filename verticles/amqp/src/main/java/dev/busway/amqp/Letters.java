package dev.busway.amqp;

import dev.busway.codec.cloudevents.AmqpBinding;
import dev.busway.message.Bytes;
import dev.busway.message.Message;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;

/** Makes AMQP messages of ours: CloudEvents in binary mode. */
final class Letters {
    private Letters() {}

    static org.apache.qpid.proton.message.Message of(Message message, boolean durable) {
        Map<String, Object> properties = new LinkedHashMap<>();
        Buffer body = AmqpBinding.writeBinary(message, properties::put);
        org.apache.qpid.proton.message.Message letter = Proton.message();
        letter.setDurable(durable);
        letter.setMessageId(message.id());
        if (!message.payload().isEmpty()) {
            letter.setContentType(message.contentType());
        }
        letter.setApplicationProperties(new ApplicationProperties(properties));
        letter.setBody(new Data(new Binary(Bytes.array(body))));
        return letter;
    }

    /** A delivery as it came, with these attributes besides; durable. */
    static org.apache.qpid.proton.message.Message again(
            org.apache.qpid.proton.message.Message came, Map<String, String> attributes) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (came.getApplicationProperties() != null) {
            properties.putAll(came.getApplicationProperties().getValue());
        }
        attributes.forEach((name, value) -> properties.put("cloudEvents_" + name, value));
        org.apache.qpid.proton.message.Message letter = Proton.message();
        letter.setDurable(true);
        letter.setProperties(came.getProperties());
        letter.setApplicationProperties(new ApplicationProperties(properties));
        letter.setBody(came.getBody());
        return letter;
    }

    /** About how many bytes its body has. */
    static int size(org.apache.qpid.proton.message.Message letter) {
        return letter.getBody() instanceof Data data ? data.getValue().getLength() : 0;
    }
}
