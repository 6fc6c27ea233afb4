package dev.busway.bus.service;

import dev.busway.bus.Problem;
import dev.busway.bus.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One call with its repetitions: to another instance where that may be, as far as time and the share of repetitions allow. Safe on any
 * thread.
 *
 * @param <A> its answer
 */
final class Course<A> {
    private final Vertx vertx;
    private final Instances instances;
    private final Leg<A> leg;
    private final Need need;
    private final Promise<A> end = Promise.promise();
    private final Set<Target> tried = new HashSet<>();
    private final long began = System.nanoTime();
    private final long timer;
    private int underWay;
    /** Whether it is the caller whom the time passes for: then its end says nothing about the instance. */
    private volatile boolean blameless;

    /**
     * What one call needs.
     *
     * @param repeat whether it may reach more than one instance
     * @param body whether it is there already
     * @param timeout of it with all its repetitions
     */
    record Need(Repeat repeat, StreamCall.Body body, Optional<String> key, Duration timeout) {}

    Course(Vertx vertx, Instances instances, Leg<A> leg, Need need) {
        this.vertx = vertx;
        this.instances = instances;
        this.leg = leg;
        this.need = need;
        this.blameless = need.body() == StreamCall.Body.COMES;
        this.timer = vertx.setTimer(
                Math.max(1, need.timeout().toMillis()),
                late -> end.tryFail(new ProblemException(CallProblems.tooLate(instances.service(), need.timeout()))));
    }

    /** Sends it; to be called once. */
    Future<A> begin() {
        instances.budget().called();
        if (left().isNegative()) {
            end.tryFail(new ProblemException(CallProblems.tooLate(instances.service(), need.timeout())));
        } else {
            if (!send(0)) {
                end.tryFail(new ProblemException(CallProblems.nobody(instances)));
            }
        }
        return end.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    /** Who called is gone. */
    void cancel() {
        blameless = true;
        end.tryFail(new ProblemException(Problem.unforeseen("the caller is gone")));
    }

    /** The body has come as a whole. */
    void bodySent() {
        blameless = end.future().isComplete() && blameless;
    }

    /** Whether there was an instance to send it to. */
    private synchronized boolean send(int repetition) {
        Target target = instances.next(need.key(), tried).orElse(null);
        if (target == null) {
            return false;
        }
        tried.add(target);
        underWay++;
        Sent<A> sent = leg.send(target, left());
        end.future().onComplete(over -> sent.abandon());
        sent.answer().onComplete(done -> {
            if (done.succeeded()) {
                answered(target, done.result(), repetition);
            } else {
                failed(target, done.cause(), repetition, sent.reached());
            }
        });
        if (repetition == 0 && need.repeat() == Repeat.MAY) {
            instances.options().hedgeAfter().ifPresent(this::hedge);
        }
        return true;
    }

    private void hedge(Duration after) {
        long second = vertx.setTimer(Math.max(1, after.toMillis()), late -> {
            if (!end.future().isComplete() && instances.budget().take()) {
                send(instances.options().retries());
            }
        });
        end.future().onComplete(over -> vertx.cancelTimer(second));
    }

    private void answered(Target target, A answer, int repetition) {
        Leg.Standing standing = leg.standing(answer);
        if (standing == Leg.Standing.WELL) {
            target.outlier().succeeded();
        } else {
            target.outlier().failed();
        }
        boolean elsewhere = standing == Leg.Standing.ELSEWHERE;
        boolean last = over();
        if (elsewhere && last && again(repetition, need.repeat() == Repeat.MAY)) {
            leg.drop(answer);
            return;
        }
        if (!(last || !elsewhere) || !end.tryComplete(answer)) {
            leg.drop(answer);
        }
    }

    private void failed(Target target, Throwable cause, int repetition, boolean reached) {
        if (end.future().isComplete()) {
            // Abandoned by us: that says nothing about the instance, unless it let the time pass.
            if (end.future().failed() && !blameless) {
                target.outlier().failed();
            }
            return;
        }
        target.outlier().failed();
        // What no instance has seen may go to another one, whatever it does.
        if (over() && !again(repetition, !reached || need.repeat() == Repeat.MAY)) {
            end.tryFail(new ProblemException(CallProblems.broken(instances.service(), target, cause)));
        }
    }

    /** Whether no other one of this call is under way. */
    private synchronized boolean over() {
        return --underWay == 0;
    }

    private boolean again(int repetition, boolean may) {
        if (!may
                || end.future().isComplete()
                || repetition >= instances.options().retries()
                || left().isNegative()
                || !instances.budget().take()) {
            return false;
        }
        return send(repetition + 1);
    }

    private Duration left() {
        return need.timeout().minusNanos(System.nanoTime() - began);
    }
}
