// SPDX-License-Identifier: Apache-2.0
/** Which waiting Pods fit on this machine now. Pure. */
@NullMarked
package io.slipway.controlplane.agent.admission;

import org.jspecify.annotations.NullMarked;
