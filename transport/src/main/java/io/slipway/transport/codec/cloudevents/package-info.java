// SPDX-License-Identifier: Apache-2.0
/** CloudEvents 1.0 and their HTTP binding: what a request is wrapped in, and its answer again. */
@NullMarked
package io.slipway.transport.codec.cloudevents;

import org.jspecify.annotations.NullMarked;
