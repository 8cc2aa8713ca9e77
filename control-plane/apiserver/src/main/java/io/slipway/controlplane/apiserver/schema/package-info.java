// SPDX-License-Identifier: Apache-2.0
/**
 * Schemas of custom resources as Kubernetes understands them: what a definition may say, and what
 * it does to objects: fields that it does not know are pruned, missing ones get their defaults, and
 * values are held against it, with the words and paths that Kubernetes uses. Nothing here does I/O.
 *
 * <p>A schema is compiled once to a {@link SchemaImage}: bytes in which equal subtrees are there
 * once, from which nodes are read when an object first touches them.
 */
@NullMarked
package io.slipway.controlplane.apiserver.schema;

import org.jspecify.annotations.NullMarked;
