// SPDX-License-Identifier: Apache-2.0
/** What a controller is: it reads objects and says what is to change. Pure. */
@NullMarked
package io.slipway.controlplane.controllers.plan;

import org.jspecify.annotations.NullMarked;
