/** What tests of every room share: conformance suites and real servers. */
@NullMarked
package dev.busway.testkit;

import org.jspecify.annotations.NullMarked;
