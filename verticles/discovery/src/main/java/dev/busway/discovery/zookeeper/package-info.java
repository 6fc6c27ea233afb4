/** The registry kept in ZooKeeper: ephemeral nodes, which go with the session of who made them. */
@NullMarked
package dev.busway.discovery.zookeeper;

import org.jspecify.annotations.NullMarked;
