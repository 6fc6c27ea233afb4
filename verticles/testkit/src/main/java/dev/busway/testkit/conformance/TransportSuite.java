package dev.busway.testkit.conformance;

/**
 * What every transport must do, on two nodes: {@link StyleRules}, {@link GroupRules}, {@link GatherRules}, {@link OrderRules}, {@link
 * FailureRules}, {@link BoundRules}, {@link DurableRules}, {@link OutageRules}, {@link StoredRules}, {@link LaterRules}, {@link ReplayRules}. An implementation extends this class and gives two
 * nodes; rules of what it cannot do are skipped with the reason.
 */
public abstract class TransportSuite extends ReplayRules {}
