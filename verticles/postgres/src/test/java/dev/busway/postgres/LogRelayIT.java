package dev.busway.postgres;

/** The relay's suite with the engine {@code log}. */
class LogRelayIT extends RelayIT {
    @Override
    String engine() {
        return "log";
    }
}
