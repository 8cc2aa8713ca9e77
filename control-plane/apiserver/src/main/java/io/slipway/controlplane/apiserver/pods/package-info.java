// SPDX-License-Identifier: Apache-2.0
/**
 * What the API asks of whoever runs Pods: logs, commands, ports; and how clients are spoken to
 * about them over WebSockets.
 */
@NullMarked
package io.slipway.controlplane.apiserver.pods;

import org.jspecify.annotations.NullMarked;
