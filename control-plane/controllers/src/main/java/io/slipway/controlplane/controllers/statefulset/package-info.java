// SPDX-License-Identifier: Apache-2.0
/** StatefulSets: Pods that keep their names and volumes. Pure: no calls, no clock. */
@NullMarked
package io.slipway.controlplane.controllers.statefulset;

import org.jspecify.annotations.NullMarked;
