package dev.busway.contract;

/** Who gets a message of a channel. */
public enum ChannelKind {
    /** One handler of the channel's one group. */
    POINT_TO_POINT("point-to-point"),
    /** One handler of each group. */
    PUBLISH_SUBSCRIBE("publish-subscribe");

    private final String word;

    ChannelKind(String word) {
        this.word = word;
    }

    /** As contracts write it. */
    public String word() {
        return word;
    }
}
