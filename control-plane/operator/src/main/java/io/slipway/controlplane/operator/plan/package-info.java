// SPDX-License-Identifier: Apache-2.0
/** What is to be done for a service, and what is to be said of it. Pure: it is told the time. */
@NullMarked
package io.slipway.controlplane.operator.plan;

import org.jspecify.annotations.NullMarked;
