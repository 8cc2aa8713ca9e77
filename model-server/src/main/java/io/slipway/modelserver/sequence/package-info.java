// SPDX-License-Identifier: Apache-2.0
/**
 * Requests that belong together: which of them are run when, what the model is told of it, and the
 * state that goes from one to the next.
 */
@NullMarked
package io.slipway.modelserver.sequence;

import org.jspecify.annotations.NullMarked;
