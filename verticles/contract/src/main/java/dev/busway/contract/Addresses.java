package dev.busway.contract;

import java.util.regex.Pattern;

/** What a channel's address may be, given that it names an event-bus address, a topic, a queue and a URL segment alike. */
final class Addresses {
    private static final int LONGEST = 249;
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]+");
    /** Without what Artemis reads as wildcards, parameters, or a queue's name. */
    private static final Pattern AMQP_ADDRESS = Pattern.compile("[A-Za-z0-9._/{}-]+");

    private static final Pattern PARAMETER = Pattern.compile("\\{[^{}]*}");

    private Addresses() {}

    /** The address, checked; the channel's name where the document gives none. */
    static String of(Part channel, String name, String transport) {
        Part address = channel.child("address");
        String text = address.text().orElse(name);
        if (PARAMETER.matcher(text).find() && !transport.equals(Transports.KAFKA)) {
            channel.reading()
                    .note("channels." + name + " has parameters in its address " + text
                            + ": they are not expanded, the address is taken literally.");
        }
        check(address.exists() ? address : channel, "address", text, transport);
        return text;
    }

    static void check(Part part, String what, String address, String transport) {
        if (address.isBlank() || address.length() > LONGEST || address.chars().anyMatch(Character::isISOControl)) {
            part.fault(
                    "The " + what + " must have 1 to " + LONGEST + " printable characters.",
                    "Choose a shorter, plain one.");
        } else if (transport.equals(Transports.KAFKA)
                && PARAMETER.matcher(address).find()) {
            part.fault(
                    "The " + what + " " + address
                            + " has parameters, and a Kafka channel with address parameters is not supported:"
                            + " each value would be a topic of its own.",
                    "Give the channel one plain topic and move the parameter into the payload, as the channel's key.");
        } else if (transport.equals(Transports.KAFKA)
                && (!TOPIC.matcher(address).matches() || address.matches("\\.{1,2}"))) {
            part.fault(
                    "The " + what + " " + address + " is no Kafka topic.",
                    "Use letters, digits, dots, underscores and dashes only.");
        } else if (transport.equals(Transports.AMQP)
                && !AMQP_ADDRESS.matcher(address).matches()) {
            part.fault(
                    "The " + what + " " + address + " is no AMQP address.",
                    "Use letters, digits, dots, underscores, dashes and slashes only.");
        }
    }
}
