/** Configuration: one YAML, typed sections, errors that name the nearest key. */
@NullMarked
package dev.busway.config;

import org.jspecify.annotations.NullMarked;
