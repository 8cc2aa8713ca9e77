// SPDX-License-Identifier: Apache-2.0
/**
 * Requests of unequal shapes in one run: what is filled up, with what, and which parts of the
 * outputs are whose. Pure.
 */
@NullMarked
package io.slipway.modelserver.padding;

import org.jspecify.annotations.NullMarked;
