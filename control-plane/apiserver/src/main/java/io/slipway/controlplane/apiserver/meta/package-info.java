// SPDX-License-Identifier: Apache-2.0
/**
 * What all objects have in common: names, labels, annotations, owners, finalizers and the rules for
 * them, and the one vocabulary in which the API refuses a request. Nothing here reads a clock or
 * does I/O.
 */
@NullMarked
package io.slipway.controlplane.apiserver.meta;

import org.jspecify.annotations.NullMarked;
