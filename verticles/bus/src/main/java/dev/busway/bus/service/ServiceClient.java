package dev.busway.bus.service;

import dev.busway.bus.Problem;
import dev.busway.bus.Problem.Kind;
import dev.busway.bus.ProblemException;
import dev.busway.bus.discovery.RegistryView;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Calls one service by HTTP, wherever its instances are. An instance that fails is left out for a while; a call that may be repeated is
 * sent to another one, as far as its time and the share of repetitions allow. Safe on any thread.
 */
public final class ServiceClient {
    private final Vertx vertx;
    private final String service;
    private final Supplier<RegistryView> view;
    private final CallOptions options;
    private final Targets targets;
    private final RetryBudget budget;
    private final HttpLeg leg;

    /**
     * Opens nothing yet.
     *
     * @param service as it is registered
     * @param view what the registry knows, when it is asked
     */
    public ServiceClient(Vertx vertx, String service, Supplier<RegistryView> view, CallOptions options) {
        this.vertx = vertx;
        this.service = service;
        this.view = view;
        this.options = options;
        this.targets = new Targets(options, System::nanoTime);
        this.budget = new RetryBudget(options.retryShare());
        this.leg = new HttpLeg(vertx);
    }

    /**
     * Calls it.
     *
     * @return the answer of an instance, whatever its status; fails with a {@link ProblemException}: NO_HANDLER where no instance is
     *     known, TIMEOUT, BROKEN where no instance could be reached
     */
    public Future<ServiceAnswer> call(ServiceCall call) {
        budget.called();
        Course course = new Course(call);
        course.send(0);
        return course.ended();
    }

    /** Closes its connections; what is under way fails. */
    public Future<Void> close() {
        return leg.close();
    }

    /** One call with its repetitions. */
    private final class Course {
        private final ServiceCall call;
        private final Promise<ServiceAnswer> end = Promise.promise();
        private final Set<Target> tried = new HashSet<>();
        private final long began = System.nanoTime();
        private final long timer;
        private int underWay;

        Course(ServiceCall call) {
            this.call = call;
            this.timer = vertx.setTimer(
                    Math.max(1, options.timeout().toMillis()), late -> end.tryFail(new ProblemException(tooLate())));
        }

        Future<ServiceAnswer> ended() {
            return end.future().onComplete(done -> vertx.cancelTimer(timer));
        }

        synchronized void send(int repetition) {
            Target target =
                    targets.next(view.get().of(service), call.key(), tried).orElse(null);
            if (target == null) {
                end.tryFail(new ProblemException(nobody()));
                return;
            }
            tried.add(target);
            underWay++;
            HttpLeg.Sent sent = leg.send(target, call, left());
            end.future().onComplete(over -> sent.abandon());
            sent.answer().onComplete(done -> {
                if (done.succeeded()) {
                    answered(target, done.result(), repetition);
                } else {
                    failed(target, done.cause(), repetition, sent.reached());
                }
            });
            if (repetition == 0 && call.repeatable()) {
                options.hedgeAfter().ifPresent(this::hedge);
            }
        }

        private void hedge(Duration after) {
            long second = vertx.setTimer(Math.max(1, after.toMillis()), late -> {
                if (!end.future().isComplete() && budget.take()) {
                    send(options.retries());
                }
            });
            end.future().onComplete(over -> vertx.cancelTimer(second));
        }

        private void answered(Target target, ServiceAnswer answer, int repetition) {
            if (answer.status() >= 500) {
                target.outlier().failed();
            } else {
                target.outlier().succeeded();
            }
            boolean elsewhere = answer.status() >= 502 && answer.status() <= 504;
            boolean last = over();
            if (elsewhere && last && again(repetition, call.repeatable())) {
                return;
            }
            if (last || !elsewhere) {
                end.tryComplete(answer);
            }
        }

        private void failed(Target target, Throwable cause, int repetition, boolean reached) {
            if (end.future().isComplete()) {
                // Abandoned by us: that says nothing about the instance, unless it let the time pass.
                if (end.future().failed()) {
                    target.outlier().failed();
                }
                return;
            }
            target.outlier().failed();
            // What no instance has seen may go to another one, whatever it does.
            if (over() && !again(repetition, !reached || call.repeatable())) {
                end.tryFail(new ProblemException(broken(target, cause)));
            }
        }

        /** Whether no other one of this call is under way. */
        private synchronized boolean over() {
            return --underWay == 0;
        }

        private boolean again(int repetition, boolean may) {
            if (!may || repetition >= options.retries() || left().isNegative() || !budget.take()) {
                return false;
            }
            send(repetition + 1);
            return true;
        }

        private Duration left() {
            return options.timeout().minusNanos(System.nanoTime() - began);
        }

        private Problem tooLate() {
            return Problem.of(
                    Kind.TIMEOUT,
                    "The service " + service + " did not answer within "
                            + options.timeout().toMillis() + " ms.",
                    "Allow more time, or look why it is slow: busway services " + service + ".");
        }

        private Problem nobody() {
            return Problem.of(
                    Kind.NO_HANDLER,
                    "No instance of the service " + service + " with an HTTP door is known.",
                    "Start one, or name one in registry.services: busway services " + service + ".");
        }

        private Problem broken(Target target, Throwable cause) {
            return Problem.of(
                    Kind.BROKEN,
                    "The service " + service + " at " + target.address() + " failed: "
                            + (cause.getMessage() == null ? cause.toString() : cause.getMessage()),
                    "Look at that instance, or try again.");
        }
    }
}
