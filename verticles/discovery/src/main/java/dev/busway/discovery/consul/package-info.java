/** The registry kept by a Consul agent: services with a check that this node must renew. */
@NullMarked
package dev.busway.discovery.consul;

import org.jspecify.annotations.NullMarked;
