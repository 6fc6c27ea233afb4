package dev.busway.discovery.cluster;

import dev.busway.bus.discovery.ServiceInstance;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.servicediscovery.Record;
import java.util.Optional;

/**
 * What stands in the registry for one instance.
 *
 * @param registration its key there
 * @param member the node's id in the cluster: it holds the lease
 */
record Entry(String registration, String member, ServiceInstance instance) {
    /** Records of others in the same registry are none of ours. */
    private static final String TYPE = "busway";

    static Record record(ServiceInstance instance, String member) {
        return new Record()
                .setName(instance.service())
                .setType(TYPE)
                .setMetadata(new JsonObject().put("member", member).put("instance", instance.json()));
    }

    static boolean isOne(Record record) {
        return TYPE.equals(record.getType());
    }

    /** Empty for what no node of this version wrote. */
    static Optional<Entry> of(Record record) {
        try {
            return Optional.of(new Entry(
                    record.getRegistration(),
                    record.getMetadata().getString("member", ""),
                    ServiceInstance.of(record.getMetadata().getJsonObject("instance", new JsonObject()))));
        } catch (DecodeException | ClassCastException foreign) {
            return Optional.empty();
        }
    }
}
