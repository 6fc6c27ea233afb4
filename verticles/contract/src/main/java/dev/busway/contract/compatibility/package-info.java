/** What a new version of a contract does to those who follow the old one. */
@NullMarked
package dev.busway.contract.compatibility;

import org.jspecify.annotations.NullMarked;
