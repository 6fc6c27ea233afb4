package dev.busway.postgres;

/** Whose inbox: the group that handles, and the channel by which the message came. */
record InboxKey(String group, String channel) {}
