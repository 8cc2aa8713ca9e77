// SPDX-License-Identifier: Apache-2.0
/**
 * The Kubernetes API as calls and replies, whatever they come and go over: {@link
 * io.slipway.controlplane.apiserver.answer.KubernetesApi} reads a call, asks whether its caller may
 * make it, and has it answered by the handler for what it does.
 */
@NullMarked
package io.slipway.controlplane.apiserver.answer;

import org.jspecify.annotations.NullMarked;
