// SPDX-License-Identifier: Apache-2.0
/** Addresses of their own for Pods that share the machine's network. */
@NullMarked
package io.slipway.controlplane.agent.network;

import org.jspecify.annotations.NullMarked;
