package dev.busway.bench.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutboxTableTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void the_last_line_tells_of_the_best_engine_by_medians_of_paired_ratios() {
        Map<String, List<Figures>> figures = new LinkedHashMap<>();
        figures.put("ours: poll", List.of(of(50_000, 10), of(60_000, 12), of(40_000, 8)));
        figures.put("ours: log", List.of(of(100_000, 2), of(300_000, 4), of(150_000, 3)));
        figures.put(OutboxTable.AS_IT_COMES, List.of(of(10_000, 700), of(10_000, 700), of(10_000, 700)));
        figures.put(OutboxTable.TUNED, List.of(of(50_000, 8), of(100_000, 8), of(50_000, 6)));

        String last = OutboxTable.of(figures, new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(last)
                .isEqualTo("{\"bench\":\"outbox\",\"ratios\":{\"drainVsDebeziumTuned\":3.0,"
                        + "\"p50VsDebeziumTuned\":0.5,\"idleCpuVsDebeziumTuned\":1.0,\"cpuPerEventVsDebeziumTuned\":1.0},"
                        + "\"p50Ms\":3.0,\"p99Ms\":20.0,\"idleCpuMsPerSecond\":5.0,\"idleTransactionsPerSecond\":0.2}");
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("best engine: ours: log");
    }

    private static Figures of(double drain, double p50) {
        return new Figures(drain, 30, 10, p50, 20, 5, 0.2);
    }
}
