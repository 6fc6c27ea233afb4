package dev.busway.contract.compatibility;

/**
 * One difference between two schemas.
 *
 * @param pointer from the top of the schema, through references
 */
record SchemaChange(String pointer, Shift shift, String what) {}
