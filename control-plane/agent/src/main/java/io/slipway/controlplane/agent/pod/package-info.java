// SPDX-License-Identifier: Apache-2.0
/** Runs Pods: each on a thread of its own that does what the plan says. */
@NullMarked
package io.slipway.controlplane.agent.pod;

import org.jspecify.annotations.NullMarked;
