package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractReaderTest {
    private final Path folder;

    ContractReaderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    static final String ORDERS = Documents.HEAD + """
            x-busway: { service: orders }
            servers:
              events: { host: '127.0.0.1:9092', protocol: kafka }
            channels:
              orders:
                address: orders
                servers: [{ $ref: '#/servers/events' }]
                messages:
                  CreateOrder:
                    name: orders.CreateOrder
                    payload: { type: object, required: [orderId], properties: { orderId: { type: string } } }
                  OrderCreated:
                    deprecated: true
                    x-busway: { type: orders.OrderCreated.v2 }
                x-busway:
                  kind: point-to-point
                  delivery: effectively-once
                  key: $message.payload#/orderId
                  shards: 24
                  retry: { attempts: 7, initial: 200ms, max: 1m, park: message }
                  deadLetter: orders.lost
                  group: order-desk
                  maxInFlight: 64
              orderReplies:
                messages:
                  OrderAnswer: { payload: { type: object } }
            operations:
              createOrder:
                action: receive
                channel: { $ref: '#/channels/orders' }
                messages: [{ $ref: '#/channels/orders/messages/CreateOrder' }]
                reply:
                  channel: { $ref: '#/channels/orderReplies' }
                x-busway:
                  timeout: 2s
                  maxInFlight: 256
                  http: { method: post, path: '/orders', type: orders.CreateOrder }
                  respond: later
                  breaker: { failureRate: 50 }
            """;

    @Test
    void every_setting_of_a_channel_is_read() {
        ChannelSpec orders = Documents.read(folder, ORDERS).channel("orders").orElseThrow();

        assertThat(orders.kind()).isEqualTo(ChannelKind.POINT_TO_POINT);
        assertThat(orders.delivery()).isEqualTo(Delivery.EFFECTIVELY_ONCE);
        assertThat(orders.transport()).isEqualTo("kafka");
        assertThat(orders.key()).contains(KeyPath.parse("$message.payload#/orderId"));
        assertThat(orders.shards()).isEqualTo(24);
        assertThat(orders.retry())
                .isEqualTo(new Retry(7, Duration.ofMillis(200), Duration.ofMinutes(1), Retry.Park.MESSAGE));
        assertThat(orders.deadLetter()).contains("orders.lost");
        assertThat(orders.group()).isEqualTo("order-desk");
        assertThat(orders.maxInFlight()).isEqualTo(64);
        assertThat(orders.messages())
                .extracting(MessageSpec::type, MessageSpec::deprecated)
                .containsExactly(tuple("orders.CreateOrder", false), tuple("orders.OrderCreated.v2", true));
    }

    @Test
    void every_setting_of_an_operation_is_read() {
        Contract contract = Documents.read(folder, ORDERS);
        OperationSpec create = contract.operationsOn("orders").get(0);

        assertThat(contract.service()).isEqualTo("orders");
        assertThat(create.action()).isEqualTo(OperationSpec.Action.RECEIVE);
        assertThat(create.messages()).containsExactly("orders.CreateOrder");
        assertThat(create.replyChannel()).contains("orderReplies");
        assertThat(create.replyMessages()).containsExactly("OrderAnswer");
        assertThat(create.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(create.maxInFlight()).isEqualTo(256);
        assertThat(create.respond()).isEqualTo(OperationSpec.Respond.LATER);
        assertThat(create.http().orElseThrow().method()).isEqualTo("POST");
        assertThat(create.breaker()).contains(BreakerSpec.DEFAULTS);
        assertThat(contract.notes()).noneMatch(note -> note.contains("breaker"));
        assertThat(contract.databaseNeeds()).hasSize(2);
    }

    @Test
    void a_document_with_no_settings_of_ours_gets_the_defaults() {
        Contract contract = Documents.read(folder, Documents.HEAD + """
                channels:
                  asked: { address: asked, messages: { Ask: {} } }
                  answered: { address: null, messages: { Answer: {} } }
                  unnamed: {}
                  told: { address: told, messages: { News: { name: news.Told } } }
                operations:
                  ask:
                    action: send
                    channel: { $ref: '#/channels/asked' }
                    reply: { channel: { $ref: '#/channels/answered' } }
                  tell: { action: send, channel: { $ref: '#/channels/told' } }
                """);

        assertThat(contract.service()).isEqualTo("some-service");
        assertThat(contract.channels())
                .extracting(ChannelSpec::kind)
                .containsExactly(
                        ChannelKind.POINT_TO_POINT,
                        ChannelKind.POINT_TO_POINT,
                        ChannelKind.PUBLISH_SUBSCRIBE,
                        ChannelKind.PUBLISH_SUBSCRIBE);
        assertThat(contract.channels()).allMatch(channel -> channel.transport().equals("vertx"));
        assertThat(contract.channels()).allMatch(channel -> channel.delivery() == Delivery.BEST_EFFORT);
        assertThat(contract.channels()).allMatch(channel -> channel.shards() == 1);
        assertThat(contract.channels()).allMatch(channel -> channel.deadLetter().isEmpty());
        assertThat(contract.channel("told").orElseThrow().message("news.Told")).isPresent();
        assertThat(contract.notes()).containsExactly("channels.unnamed has no address: its name is used.");
    }

    @Test
    void a_durable_keyed_channel_gets_shards_and_dead_letters_by_default() {
        ChannelSpec channel =
                Documents.read(folder, Documents.HEAD + """
                servers: { events: { host: h, protocol: kafka-secure } }
                channels:
                  moves:
                    address: moves
                    x-busway: { delivery: at-least-once, key: $message.payload#/id }
                """).channels().get(0);

        assertThat(channel.shards()).isEqualTo(12);
        assertThat(channel.deadLetter()).contains("moves.dead");
        assertThat(channel.group()).isEqualTo("moves");
        assertThat(channel.needsDatabase()).isFalse();
    }

    @Test
    void the_standard_kafka_bindings_are_honoured() {
        ChannelSpec channel =
                Documents.read(folder, Documents.HEAD + """
                servers: { events: { host: h, protocol: kafka } }
                channels:
                  moves: { address: moves, bindings: { kafka: { partitions: 7 } } }
                operations:
                  move:
                    action: receive
                    channel: { $ref: '#/channels/moves' }
                    bindings: { kafka: { groupId: { type: string, enum: [movers] } } }
                """).channels().get(0);

        assertThat(channel.shards()).isEqualTo(7);
        assertThat(channel.group()).isEqualTo("movers");
    }

    @Test
    void json_is_read_like_yaml() {
        Path file = Documents.write(folder, "contract.json", """
                {"asyncapi": "3.1.0", "info": {"title": "J", "version": "1"},
                 "channels": {"a": {"address": "a"}}}
                """);

        assertThat(ContractReader.read(file).channel("a")).isPresent();
    }

    @Test
    void yaml_1_2_has_none_of_the_old_traps() {
        MessageSpec message = Documents.read(folder, Documents.HEAD + """
                channels:
                  a:
                    address: no
                    messages:
                      M: { payload: { type: object, properties: { country: { enum: [no, yes] } } } }
                """)
                .channel("no")
                .orElseThrow()
                .messages()
                .get(0);

        assertThat(message.schema().orElseThrow()).contains("[\"no\",\"yes\"]");
    }

    @Test
    void a_payload_that_is_not_json_or_not_json_schema_is_not_validated_and_a_note_says_so() {
        Contract contract = Documents.read(folder, Documents.HEAD + """
                channels:
                  a:
                    address: a
                    messages:
                      Avro:
                        payload: { schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: { type: record, name: R, fields: [] } }
                      Text: { contentType: text/plain, payload: { type: string } }
                      Json: { contentType: application/vnd.x+json, payload: { schemaFormat: application/schema+json;version=draft-07, schema: { type: string } } }
                """);

        assertThat(contract.channels().get(0).messages())
                .extracting(message -> message.validator() == PayloadValidator.ANYTHING)
                .containsExactly(true, true, false);
        assertThat(contract.notes()).hasSize(2).anyMatch(note -> note.contains("avro"));
    }
}
