// SPDX-License-Identifier: Apache-2.0
/** Containers as processes of the operating system, which outlive this one. */
@NullMarked
package io.slipway.controlplane.agent.process;

import org.jspecify.annotations.NullMarked;
