/** How nodes find each other: the one place that knows Hazelcast. */
@NullMarked
package dev.busway.bus.cluster;

import org.jspecify.annotations.NullMarked;
