// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * How the API is served.
 *
 * @param address to listen on; port 0 takes a free one
 * @param data where keys and the kubeconfig are kept
 * @param version of this program, which clients are told
 */
public record ApiServerConfig(InetSocketAddress address, Path data, String version) {}
