// SPDX-License-Identifier: Apache-2.0
/** What to do next for a Pod: which containers to start, to stop, to hold back. Pure. */
@NullMarked
package io.slipway.controlplane.agent.plan;

import org.jspecify.annotations.NullMarked;
