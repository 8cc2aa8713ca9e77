// SPDX-License-Identifier: Apache-2.0
/** The environment of a container and the variables in its command. Pure. */
@NullMarked
package io.slipway.controlplane.agent.environment;

import org.jspecify.annotations.NullMarked;
