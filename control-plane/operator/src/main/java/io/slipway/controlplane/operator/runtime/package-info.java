// SPDX-License-Identifier: Apache-2.0
/** Which runtime serves a model, by KServe's rules. Pure. */
@NullMarked
package io.slipway.controlplane.operator.runtime;

import org.jspecify.annotations.NullMarked;
