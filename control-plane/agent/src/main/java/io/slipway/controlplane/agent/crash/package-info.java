// SPDX-License-Identifier: Apache-2.0
/** Which container was at work when the process died before. */
@NullMarked
package io.slipway.controlplane.agent.crash;

import org.jspecify.annotations.NullMarked;
