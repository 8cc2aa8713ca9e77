// SPDX-License-Identifier: Apache-2.0
/** The machine as a node of the cluster: its object, its lease, and which Pods come to it. */
@NullMarked
package io.slipway.controlplane.agent.node;

import org.jspecify.annotations.NullMarked;
