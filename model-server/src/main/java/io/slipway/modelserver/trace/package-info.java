// SPDX-License-Identifier: Apache-2.0
/** Traces: when a sample of requests passed which point, and with which tensors, in a file. */
@NullMarked
package io.slipway.modelserver.trace;

import org.jspecify.annotations.NullMarked;
