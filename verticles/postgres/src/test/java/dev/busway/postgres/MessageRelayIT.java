package dev.busway.postgres;

/** The relay's suite with the engine {@code message}. */
class MessageRelayIT extends RelayIT {
    @Override
    String engine() {
        return "message";
    }
}
