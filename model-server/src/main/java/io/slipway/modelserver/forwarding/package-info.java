// SPDX-License-Identifier: Apache-2.0
/** Requests that others answer: services whose Pods have ports of their own. */
@NullMarked
package io.slipway.modelserver.forwarding;

import org.jspecify.annotations.NullMarked;
