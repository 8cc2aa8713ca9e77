// SPDX-License-Identifier: Apache-2.0
/**
 * Containers that run inside this process: what an image of that kind implements, and the journal
 * that says after a crash which of them was at work.
 */
@NullMarked
package io.slipway.controlplane.agent.inprocess;

import org.jspecify.annotations.NullMarked;
