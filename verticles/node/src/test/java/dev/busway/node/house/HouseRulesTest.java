package dev.busway.node.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** The rules of the house, on every room's classes. */
@AnalyzeClasses(locations = HouseClasses.class, importOptions = Handwritten.class)
class HouseRulesTest {
    /** Each third-party client lives behind one wall; test kit and benches stand outside the house and may look in. */
    private static final Map<String, List<Room>> CLIENTS = Map.ofEntries(
            Map.entry("com.hazelcast", List.of(Room.BUS, Room.TESTKIT)),
            Map.entry("com.networknt", List.of(Room.CONTRACT)),
            Map.entry("com.tngtech", List.of()),
            Map.entry("io.micrometer.prometheusmetrics", List.of(Room.NODE, Room.BENCH)),
            Map.entry("io.vertx.amqp", List.of(Room.AMQP)),
            Map.entry("io.vertx.ext.web", List.of(Room.HTTP)),
            Map.entry("io.vertx.grpc", List.of(Room.GRPC)),
            Map.entry("io.vertx.kafka", List.of(Room.KAFKA)),
            Map.entry("io.vertx.pgclient", List.of(Room.POSTGRES, Room.BENCH)),
            Map.entry("io.vertx.proton", List.of(Room.AMQP, Room.BENCH)),
            Map.entry("io.vertx.servicediscovery", List.of(Room.DISCOVERY)),
            Map.entry("io.vertx.spi.cluster", List.of(Room.BUS, Room.TESTKIT)),
            Map.entry("io.zonky", List.of(Room.TESTKIT)),
            Map.entry("kafka", List.of(Room.TESTKIT)),
            Map.entry("org.apache.activemq", List.of(Room.TESTKIT)),
            Map.entry("org.apache.curator", List.of(Room.DISCOVERY)),
            Map.entry("org.apache.kafka", List.of(Room.KAFKA, Room.TESTKIT, Room.BENCH)),
            Map.entry("org.apache.qpid", List.of(Room.AMQP, Room.BENCH)),
            Map.entry("org.apache.zookeeper", List.of(Room.DISCOVERY)),
            Map.entry("org.flywaydb", List.of(Room.POSTGRES)),
            Map.entry("org.junit", List.of(Room.TESTKIT)),
            Map.entry("org.postgresql", List.of(Room.POSTGRES, Room.TESTKIT, Room.BENCH)),
            Map.entry("org.snakeyaml", List.of(Room.CONTRACT, Room.BUS)),
            Map.entry("picocli", List.of(Room.NODE)));

    @ArchTest
    static final ArchRule a_room_imports_only_rooms_below_it = classes()
            .should(new ArchCondition<>("import only what stands below them") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    Room room = Room.of(type).orElse(null);
                    if (room == null) {
                        events.add(SimpleConditionEvent.violated(type, type.getName() + " stands in no room"));
                        return;
                    }
                    type.getDirectDependenciesFromSelf().forEach(use -> Room.of(use.getTargetClass())
                            .filter(other -> !room.mayImport(other))
                            .ifPresent(other -> events.add(SimpleConditionEvent.violated(type, use.getDescription()))));
                }
            });

    @ArchTest
    static final ArchRule a_third_party_client_lives_in_one_room = classes()
            .should(new ArchCondition<>("leave each client in its room") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getDirectDependenciesFromSelf()
                            .forEach(use -> CLIENTS.forEach((client, rooms) -> {
                                if (Room.isIn(use.getTargetClass(), client)
                                        && !rooms.contains(Room.of(type).orElse(Room.CODECS))) {
                                    events.add(SimpleConditionEvent.violated(type, use.getDescription()));
                                }
                            }));
                }
            });

    @ArchTest
    static final ArchRule the_language_knows_vertx_core_and_no_other_module_of_it = noClasses()
            .that()
            .resideInAnyPackage("dev.busway.message..", "dev.busway.codec..", "dev.busway.contract..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.ext..", "io.vertx.sqlclient..", "io.micrometer..");

    /** A room's own package holds its words, which its inner packages use, and puts them together: it is left out. */
    @ArchTest
    static final ArchRule inner_packages_of_a_room_form_no_cycle =
            slices().matching("dev.busway.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule names_are_nouns_of_the_domain =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Helpers|Util|Utils)");

    @ArchTest
    static final ArchRule only_the_command_line_and_tools_print = noClasses()
            .that()
            .resideOutsideOfPackages("dev.busway.node.cli..", "dev.busway.bench..", "dev.busway.testkit.embedded..")
            .should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule nobody_sleeps = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule every_package_says_what_may_be_null = classes()
            .should(new ArchCondition<>("stand in a package whose package-info is @NullMarked") {
                private final Set<String> told = new HashSet<>();

                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                    if (!marked && told.add(type.getPackageName())) {
                        events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                    }
                }
            });
}
