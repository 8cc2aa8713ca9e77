// SPDX-License-Identifier: Apache-2.0
/** The volumes of a Pod, as directories of this machine. */
@NullMarked
package io.slipway.controlplane.agent.volume;

import org.jspecify.annotations.NullMarked;
