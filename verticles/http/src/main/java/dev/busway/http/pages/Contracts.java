package dev.busway.http.pages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.contract.Contract;
import dev.busway.contract.source.Nearest;
import dev.busway.http.door.Exchange;
import dev.busway.http.door.Intake;
import dev.busway.http.door.Routes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** {@code GET /contracts}, {@code GET /contracts/{service}}: the documents that this node runs. */
public final class Contracts {
    private static final CharSequence ASYNCAPI = HttpHeaders.createOptimized("application/vnd.aai.asyncapi+json");

    private final List<Contract> contracts;

    public Contracts(List<Contract> contracts) {
        this.contracts = contracts;
    }

    public void addTo(Routes routes) {
        routes.add(HttpMethod.GET, "/contracts", Intake.COUNTED, this::list);
        routes.add(HttpMethod.GET, "/contracts/{service}", Intake.COUNTED, this::document);
    }

    private void list(Exchange exchange) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Contract contract : contracts) {
            all.addObject()
                    .put("service", contract.service())
                    .put("title", contract.title())
                    .put("version", contract.version())
                    .put("link", "/contracts/" + contract.service());
        }
        exchange.json(200, all);
    }

    private void document(Exchange exchange) {
        contracts.stream()
                .filter(contract -> contract.service().equals(exchange.parameter()))
                .findFirst()
                .ifPresentOrElse(
                        contract -> exchange.end(200, ASYNCAPI, Buffer.buffer(contract.document())),
                        () -> exchange.refuse(unknown(exchange.parameter())));
    }

    private Problem unknown(String service) {
        List<String> known = contracts.stream().map(Contract::service).toList();
        return Problem.of(
                Kind.NOT_FOUND,
                "No contract here is of the service " + service + ".",
                Nearest.among(service, known.iterator())
                        .map(near -> "Did you mean " + near + "?")
                        .orElse("GET /contracts lists them."));
    }
}
