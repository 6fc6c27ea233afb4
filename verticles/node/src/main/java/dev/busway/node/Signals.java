package dev.busway.node;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C and SIGTERM. The JVM's shutdown hooks can't decide the exit code nor see a second Ctrl-C, and {@code sun.misc.Signal},
 * which can, may not be named under {@code -Werror}: so it is found by reflection, with a hook where there is none.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final List<String> ENDING = List.of("INT", "TERM");

    private Signals() {}

    /** Runs {@code act} at each signal that asks this process to end, on a thread of its own. */
    static void onEnd(Runnable act) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
                act.run();
                return null;
            }
            return switch (method.getName()) {
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> "signal handler";
            };
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, handler);
            for (String name : ENDING) {
                signal.getMethod("handle", signal, handlerType)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException | LinkageError noSignals) {
            LOG.atWarn().addKeyValue("cause", noSignals.toString()).log("signals not seen");
            Runtime.getRuntime().addShutdownHook(new Thread(act, "end"));
        }
    }
}
