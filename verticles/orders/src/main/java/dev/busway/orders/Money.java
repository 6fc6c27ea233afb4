package dev.busway.orders;

/** Money for people's eyes. */
final class Money {
    private static final int CENTS = 100;

    private Money() {}

    static String text(int cents) {
        return "%d.%02d".formatted(cents / CENTS, cents % CENTS);
    }
}
