// SPDX-License-Identifier: Apache-2.0
/** Probes: what counts as success, and how often it must come. The thresholds are pure. */
@NullMarked
package io.slipway.controlplane.agent.probe;

import org.jspecify.annotations.NullMarked;
