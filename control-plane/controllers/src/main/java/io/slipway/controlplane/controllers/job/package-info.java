// SPDX-License-Identifier: Apache-2.0
/** Jobs: Pods that come to an end. Pure: no calls, no clock. */
@NullMarked
package io.slipway.controlplane.controllers.job;

import org.jspecify.annotations.NullMarked;
