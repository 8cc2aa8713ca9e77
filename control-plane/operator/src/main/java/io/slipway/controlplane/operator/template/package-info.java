// SPDX-License-Identifier: Apache-2.0
/** From a component of a service, and its runtime, to what its Pods are made by. Pure. */
@NullMarked
package io.slipway.controlplane.operator.template;

import org.jspecify.annotations.NullMarked;
