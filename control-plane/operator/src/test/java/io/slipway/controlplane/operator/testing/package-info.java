// SPDX-License-Identifier: Apache-2.0
/** Objects for tests, written as people write them. */
@NullMarked
package io.slipway.controlplane.operator.testing;

import org.jspecify.annotations.NullMarked;
