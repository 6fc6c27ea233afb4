package dev.busway.bus.service;

import io.vertx.core.Future;

/** A call under way whose bodies pass in pieces. Safe on any thread. */
public final class Passing {
    private final Course<OpenAnswer> course;
    private final Future<OpenAnswer> answer;

    Passing(Course<OpenAnswer> course) {
        this.course = course;
        this.answer = course.begin();
    }

    /** When it begins; fails as {@link ServiceClient#call} does. */
    public Future<OpenAnswer> answer() {
        return answer;
    }

    /** A body that came has come as a whole: from now on the time is the instance's. */
    public void bodySent() {
        course.bodySent();
    }

    /** Who called is gone: instances are told by a closed connection. Does nothing once there is an answer. */
    public void cancel() {
        course.cancel();
    }
}
