package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Promises that do not go together are refused: nobody would keep them. */
class PromisesTest {
    private final Path folder;

    PromisesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            vertx | key: $message.payload#/id                                 | key        | keeps no order per key
            kafka | key: $message.header#/id                                  | key        | cannot be found by this
            vertx | deadLetter: x.dead                                        | deadLetter | keeps no dead letters
            vertx | retry: { attempts: 3 }                                    | retry      | delivers nothing again
            kafka | 'delivery: at-least-once, deadLetter: x'                  | deadLetter | to the channel itself
            kafka | 'delivery: at-least-once, deadLetter: no/topic'           |            | is no Kafka topic
            kafka | 'delivery: at-least-once, retry: { initial: 2s, max: 1s }' | retry/max | must not be shorter than initial
            kafka | 'delivery: at-least-once, retry: { park: key }'          | retry/park | must be sequence or message
            amqp1 | 'delivery: at-least-once, deadLetter: "x.*"'              |            | is no AMQP address
            kafka | interop: plain                                            | interop    | on the event bus only
            vertx | 'kind: publish-subscribe, group: all'                     | group      | names its own group
            """)
    void these_settings_of_a_channel_are_refused(String protocol, String settings, String key, String cause) {
        ContractFault fault = Documents.fault(
                folder,
                Documents.HEAD + "servers: { s: { host: h, protocol: " + protocol + " } }\n"
                        + "channels:\n  x:\n    address: x\n    x-busway: { " + settings + " }\n");

        assertThat(fault.line()).isEqualTo(7);
        assertThat(fault.pointer()).isEqualTo("/channels/x/x-busway" + (key == null ? "" : "/" + key));
        assertThat(fault.cause()).contains(cause);
    }

    @Test
    void a_durable_channel_on_the_event_bus_may_have_a_key() {
        Contract contract = Documents.read(
                folder,
                Documents.HEAD + "channels:\n  x:\n    address: x\n"
                        + "    x-busway: { kind: point-to-point, delivery: at-least-once, key: $message.payload#/id }\n");

        assertThat(contract.channels().get(0).key()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            send    | http: { path: /x }                                   | http         | this operation sends
            receive | respond: later                                       | respond      | needs a durable channel
            receive | http: { method: POST }                               | http         | has no path
            receive | http: { path: x }                                    | http/path    | must be segments like
            receive | http: { path: /channels/mine }                       | http/path    | a route of the node's own
            receive | http: { path: '/{a}/{a}' }                           | http/path    | same parameter twice
            receive | http: { path: /x, method: FETCH }                    | http/method  | must be one of GET
            receive | 'http: { path: /x, type: "x.{who}" }'                | http/type    | neither a parameter
            receive | timeout: 2h                                          | timeout      | must be a time from 1ms to 1h
            receive | limit: { perPrincipal: 0 }                           | limit/perPrincipal | from 1 to 1000000
            receive | maxInFlight: 0                                       | maxInFlight  | from 1 to 1000000
            """)
    void these_settings_of_an_operation_are_refused(String action, String settings, String key, String cause) {
        ContractFault fault = Documents.fault(
                folder,
                Documents.HEAD + "channels:\n  x: { address: x }\n" + "operations:\n  o:\n    action: " + action
                        + "\n    channel: { $ref: '#/channels/x' }\n    x-busway: { " + settings + " }\n");

        assertThat(fault.line()).isEqualTo(9);
        assertThat(fault.pointer()).isEqualTo("/operations/o/x-busway/" + key);
        assertThat(fault.cause()).contains(cause);
    }
}
