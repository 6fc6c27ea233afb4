package dev.busway.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.busway.contract.ChannelSpec;
import dev.busway.contract.Contract;
import dev.busway.contract.ContractReader;
import dev.busway.contract.Delivery;
import dev.busway.contract.MessageSpec;
import dev.busway.contract.OperationSpec;
import dev.busway.contract.PayloadFault;
import dev.busway.message.Payload;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ContractsTest {
    private static final List<Contract> CONTRACTS = ContractReader.readAll(Path.of("../../conf/contracts"));

    @Test
    void every_service_has_a_contract_of_its_own() {
        assertThat(CONTRACTS)
                .extracting(Contract::service)
                .contains("consumers", "couriers", "kitchen", "notifications", "orders", "restaurants");
    }

    @Test
    void an_order_is_kept_by_its_key_and_answered_later() {
        ChannelSpec orders = channel("orders");
        OperationSpec create = operation("orders", "createOrder");

        assertThat(orders.delivery()).isEqualTo(Delivery.EFFECTIVELY_ONCE);
        assertThat(orders.shards()).isEqualTo(12);
        assertThat(orders.key()).isPresent();
        assertThat(create.respond()).isEqualTo(OperationSpec.Respond.LATER);
        assertThat(create.http())
                .hasValueSatisfying(route -> assertThat(route.path()).isEqualTo("/orders"));
    }

    @Test
    void answers_may_go_to_the_channel_of_the_one_who_asks() {
        assertThat(operation("orders.errands", "runErrand").replyChannel()).hasValue("orders.replies");
    }

    @Test
    void a_good_order_is_accepted() {
        assertThat(faults("""
                        {"orderId":"o-1","consumerId":"c-1","restaurantId":"r-1",
                         "items":[{"menuItemId":"m-1","quantity":2}]}""")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    o 1  | c-1 | r-1 | m-1 | 1  | /orderId
                    o-1  | x-1 | r-1 | m-1 | 1  | /consumerId
                    o-1  | c-1 | r   | m-1 | 1  | /restaurantId
                    o-1  | c-1 | r-1 | 1   | 1  | /items/0/menuItemId
                    o-1  | c-1 | r-1 | m-1 | 0  | /items/0/quantity
                    o-1  | c-1 | r-1 | m-1 | 21 | /items/0/quantity
                    """)
    void nonsense_is_refused_with_its_place(
            String order, String consumer, String restaurant, String item, String quantity, String pointer) {
        String body = """
                {"orderId":"%s","consumerId":"%s","restaurantId":"%s","items":[{"menuItemId":"%s","quantity":%s}]}""".formatted(order, consumer, restaurant, item, quantity);

        assertThat(faults(body)).extracting(PayloadFault::pointer).containsExactly(pointer);
    }

    private static List<PayloadFault> faults(String body) {
        MessageSpec message = channel("orders").message("orders.CreateOrder").orElseThrow();
        return message.validator().check(Payload.of(Buffer.buffer(body)));
    }

    private static ChannelSpec channel(String address) {
        return CONTRACTS.stream()
                .flatMap(contract -> contract.channel(address).stream())
                .findFirst()
                .orElseThrow();
    }

    private static OperationSpec operation(String address, String name) {
        return CONTRACTS.stream()
                .flatMap(contract -> contract.operationsOn(address).stream())
                .filter(operation -> operation.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
