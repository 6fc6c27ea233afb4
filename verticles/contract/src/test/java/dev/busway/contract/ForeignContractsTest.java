package dev.busway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example documents of the AsyncAPI specification: each loads, or is refused for a feature that is named. */
class ForeignContractsTest {
    private static final Path FOLDER = Path.of("src/test/resources/asyncapi");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            anyof-asyncapi.yml                     | test:point-to-point
            application-headers-asyncapi.yml       | smartylighting/streetlights/1/0/event/{streetlightId}/lighting/measured:point-to-point
            correlation-id-asyncapi.yml            | smartylighting/streetlights/1/0/event/{streetlightId}/lighting/measured:point-to-point smartylighting/streetlights/1/0/action/{streetlightId}/dim:publish-subscribe
            not-asyncapi.yml                       | test:point-to-point
            oneof-asyncapi.yml                     | test:point-to-point test2:publish-subscribe
            operation-security-asyncapi.yml        | AUTHORIZATION_REVOCATION:publish-subscribe
            rpc-client-asyncapi.yml                | {queue}:point-to-point rpc_queue:publish-subscribe
            simple-asyncapi.yml                    | user/signedup:publish-subscribe
            social-media/backend/asyncapi.yaml     | comment/liked:publish-subscribe like/comment:point-to-point comment/{commentId}/changed:point-to-point update/comment/likes:publish-subscribe
            social-media/comments-service/asyncapi.yaml | comment/liked:point-to-point comment/{commentId}/changed:publish-subscribe
            """)
    void a_foreign_document_loads_with_these_channels(String file, String channels) {
        Contract contract = ContractReader.read(FOLDER.resolve(file));

        assertThat(contract.channels())
                .extracting(channel -> channel.address() + ":" + channel.kind().word())
                .containsExactly(channels.split(" "));
        assertThat(contract.channels()).allMatch(channel -> channel.delivery() == Delivery.BEST_EFFORT);
        assertThat(contract.channels()).allMatch(channel -> !channel.messages().isEmpty());
    }

    @Test
    void a_kafka_channel_with_address_parameters_is_refused_with_the_feature_named() {
        assertThatThrownBy(() -> ContractReader.read(FOLDER.resolve("streetlights-kafka-asyncapi.yml")))
                .isInstanceOfSatisfying(ContractException.class, refused -> {
                    assertThat(refused.faults()).hasSize(4);
                    ContractFault first = refused.faults().get(0);
                    assertThat(first.line()).isEqualTo(41);
                    assertThat(first.pointer()).isEqualTo("/channels/lightingMeasured/address");
                    assertThat(first.cause()).contains("a Kafka channel with address parameters is not supported");
                });
    }

    @Test
    void what_is_read_but_not_acted_on_stands_in_the_notes() {
        assertThat(ContractReader.read(FOLDER.resolve("social-media/backend/asyncapi.yaml"))
                        .notes())
                .anyMatch(note -> note.contains("protocol mqtt has no transport"))
                .anyMatch(note -> note.contains("protocol ws is a door"))
                .anyMatch(note -> note.contains("{commentId}"));
        assertThat(ContractReader.read(FOLDER.resolve("operation-security-asyncapi.yml"))
                        .notes())
                .anyMatch(note -> note.contains("operations.sendAuthRevoke.security"));
        assertThat(ContractReader.read(FOLDER.resolve("rpc-client-asyncapi.yml"))
                        .channels())
                .allMatch(channel -> channel.transport().equals("rabbitmq"));
    }

    @Test
    void every_document_in_the_folder_is_listed_here() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            List<String> documents = files.filter(
                            file -> file.getFileName().toString().matches(".*asyncapi\\.ya?ml"))
                    .map(Path::toString)
                    .toList();
            assertThat(documents).hasSize(11);
        }
    }
}
