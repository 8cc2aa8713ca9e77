// SPDX-License-Identifier: Apache-2.0
/** What its containers do, and the Pod status that follows from it. Pure. */
@NullMarked
package io.slipway.controlplane.agent.state;

import org.jspecify.annotations.NullMarked;
