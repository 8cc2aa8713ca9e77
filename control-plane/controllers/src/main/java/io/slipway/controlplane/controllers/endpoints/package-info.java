// SPDX-License-Identifier: Apache-2.0
/** Services: who answers for them. Pure: no calls, no clock. */
@NullMarked
package io.slipway.controlplane.controllers.endpoints;

import org.jspecify.annotations.NullMarked;
