/** The registry that is built in: kept in the cluster, its leases ride on the cluster's membership. */
@NullMarked
package dev.busway.discovery.cluster;

import org.jspecify.annotations.NullMarked;
