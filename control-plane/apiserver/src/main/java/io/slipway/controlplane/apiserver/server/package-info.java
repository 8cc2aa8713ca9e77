// SPDX-License-Identifier: Apache-2.0
/**
 * The Kubernetes API on a port: TLS with certificates of its own, who is calling, and calls handed
 * to threads that may block.
 */
@NullMarked
package io.slipway.controlplane.apiserver.server;

import org.jspecify.annotations.NullMarked;
