package dev.busway.bench;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** The last line of a bench: one JSON object. */
public final class LastLine {
    private LastLine() {}

    public static String of(String bench, Map<String, Double> ratios, Map<String, Double> beside) {
        JsonObject line = new JsonObject().put("bench", bench);
        JsonObject inner = new JsonObject();
        ratios.forEach((key, value) -> inner.put(key, rounded(value)));
        line.put("ratios", inner);
        beside.forEach((key, value) -> line.put(key, rounded(value)));
        return line.encode();
    }

    private static Number rounded(double value) {
        BigDecimal exact = new BigDecimal(value).setScale(Math.abs(value) >= 100 ? 0 : 2, RoundingMode.HALF_UP);
        return exact.scale() == 0 ? exact.longValue() : (Number) exact.doubleValue();
    }
}
