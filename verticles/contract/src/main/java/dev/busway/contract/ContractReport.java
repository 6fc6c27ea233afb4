package dev.busway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** A contract as Busway understands it, every default filled in: for people as text, for programs as JSON. */
public record ContractReport(Contract contract) {

    /** For people: tables of channels and operations, guarantees in words, doors, notes. */
    public String toText() {
        return new ContractText(contract).render();
    }

    /** For programs; its keys stay as they are. */
    public JsonNode toJson() {
        ObjectNode json = object();
        json.put("service", contract.service());
        json.put("title", contract.title());
        json.put("version", contract.version());
        json.put("asyncapi", contract.asyncapi());
        ArrayNode channels = json.putArray("channels");
        contract.channels().forEach(channel -> channels.add(channel(channel)));
        ArrayNode operations = json.putArray("operations");
        contract.operations().forEach(operation -> operations.add(operation(operation)));
        ArrayNode proxies = json.putArray("proxies");
        contract.proxies().forEach(route -> proxies.add(proxy(route)));
        texts(json.putArray("needsDatabase"), contract.databaseNeeds());
        texts(json.putArray("notes"), contract.notes());
        return json;
    }

    private ObjectNode channel(ChannelSpec channel) {
        ObjectNode json = object();
        json.put("name", channel.name());
        json.put("address", channel.address());
        json.put("kind", channel.kind().word());
        json.put("delivery", channel.delivery().word());
        json.put("transport", channel.transport());
        json.put("key", channel.key().map(KeyPath::expression).orElse(null));
        json.put("shards", channel.shards());
        json.put("group", Guarantees.group(channel).orElse(null));
        json.set("retry", retry(channel));
        json.put("deadLetter", channel.deadLetter().orElse(null));
        json.put("interop", channel.interop().word());
        json.put("maxInFlight", channel.maxInFlight());
        json.put("needsDatabase", channel.needsDatabase());
        ArrayNode messages = json.putArray("messages");
        channel.messages().forEach(message -> messages.add(message(message)));
        texts(json.putArray("guarantees"), Guarantees.of(channel));
        texts(json.putArray("doors"), Doors.of(channel, contract));
        return json;
    }

    private static JsonNode retry(ChannelSpec channel) {
        if (!channel.delivery().durable()) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode json = object();
        json.put("attempts", channel.retry().attempts());
        json.put("initial", Section.word(channel.retry().initial()));
        json.put("max", Section.word(channel.retry().max()));
        return json;
    }

    private static ObjectNode message(MessageSpec message) {
        ObjectNode json = object();
        json.put("name", message.name());
        json.put("type", message.type());
        json.put("contentType", message.contentType());
        json.put("validated", message.validator() != PayloadValidator.ANYTHING);
        json.put("deprecated", message.deprecated());
        return json;
    }

    private static ObjectNode operation(OperationSpec operation) {
        ObjectNode json = object();
        json.put("name", operation.name());
        json.put("action", operation.action().word());
        json.put("channel", operation.channel());
        texts(json.putArray("messages"), operation.messages());
        json.put("replies", operation.replies());
        json.put("replyChannel", operation.replyChannel().orElse(null));
        texts(json.putArray("replyMessages"), operation.replyMessages());
        json.put("timeout", Section.word(operation.timeout()));
        json.put("maxInFlight", operation.maxInFlight());
        operation.perPrincipal().ifPresent(most -> json.put("limit.perPrincipal", most));
        json.put("respond", operation.respond().word());
        json.set("http", route(operation.http()));
        json.set("breaker", breaker(operation.breaker()));
        return json;
    }

    private static JsonNode breaker(Optional<BreakerSpec> breaker) {
        if (breaker.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        BreakerSpec spec = breaker.get();
        ObjectNode json = object();
        json.put("failureRate", spec.failureRate());
        json.put("window", spec.window());
        json.put("minimumCalls", spec.minimumCalls());
        json.put("openFor", Section.word(spec.openFor()));
        json.put("probes", spec.probes());
        json.put("slowCall", spec.slowCall().map(Section::word).orElse(null));
        json.put("slowRate", spec.slowRate());
        return json;
    }

    private static JsonNode route(Optional<HttpRoute> route) {
        if (route.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode json = object();
        json.put("method", route.get().method());
        json.put("path", route.get().path());
        texts(json.putArray("types"), route.get().types());
        return json;
    }

    private static ObjectNode proxy(ProxyRoute route) {
        ObjectNode json = object();
        json.put("path", route.path());
        json.put("service", route.service());
        json.put("strip", route.strip());
        json.put("policy", route.policy().word());
        json.put("hashBy", route.hashBy().orElse(null));
        json.put("timeout", Section.word(route.timeout()));
        json.put("idle", Section.word(route.idle()));
        json.put("retries", route.retries());
        json.put("hedgeAfter", route.hedgeAfter().map(Section::word).orElse(null));
        json.put("bodyLimit", route.bodyLimit());
        json.put("maxInFlight", route.maxInFlight());
        return json;
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
