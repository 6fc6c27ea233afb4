/** Real servers with nothing to install, for development and tests; no JUnit in here. */
@NullMarked
package dev.busway.testkit.embedded;

import org.jspecify.annotations.NullMarked;
