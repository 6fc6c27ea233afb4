package dev.busway.config;

/** A setting is wrong; the message names its path, what is wrong, and how to mend it. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message);
    }
}
