/** Clusters of several nodes in one JVM. */
@NullMarked
package dev.busway.testkit.cluster;

import org.jspecify.annotations.NullMarked;
