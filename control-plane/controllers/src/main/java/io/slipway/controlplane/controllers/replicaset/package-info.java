// SPDX-License-Identifier: Apache-2.0
/** ReplicaSets: as many Pods as are asked for. Pure: no calls, no clock. */
@NullMarked
package io.slipway.controlplane.controllers.replicaset;

import org.jspecify.annotations.NullMarked;
