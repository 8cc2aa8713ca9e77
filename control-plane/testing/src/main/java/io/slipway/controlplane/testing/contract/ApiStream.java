// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing.contract;

import java.io.InputStream;

/**
 * An answer that comes in parts.
 *
 * @param body blocks until there is more; whoever opened the stream closes it, from any thread
 */
public record ApiStream(int status, InputStream body) {}
