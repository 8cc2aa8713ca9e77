// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.controlplane.agent.testing;

import org.jspecify.annotations.NullMarked;
