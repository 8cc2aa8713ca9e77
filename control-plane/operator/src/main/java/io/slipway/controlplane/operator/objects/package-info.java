// SPDX-License-Identifier: Apache-2.0
/** Kubernetes objects as decisions see them. Pure: no client, no clock. */
@NullMarked
package io.slipway.controlplane.operator.objects;

import org.jspecify.annotations.NullMarked;
