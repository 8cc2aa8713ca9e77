// SPDX-License-Identifier: Apache-2.0
/** Deployments: rolls ReplicaSets out, one after another. Pure: no calls, no clock. */
@NullMarked
package io.slipway.controlplane.controllers.deployment;

import org.jspecify.annotations.NullMarked;
