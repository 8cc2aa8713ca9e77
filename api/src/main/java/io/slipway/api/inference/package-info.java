// SPDX-License-Identifier: Apache-2.0
/**
 * One prediction: the request, the answer, and the in-process call that turns one into the other.
 */
@NullMarked
package io.slipway.api.inference;

import org.jspecify.annotations.NullMarked;
