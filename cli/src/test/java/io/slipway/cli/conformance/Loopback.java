// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.conformance;

import java.util.Map;

/** How clients reach a server on this machine, also where the environment names a proxy. */
final class Loopback {
  /** Variables by which curl, httpx and gRPC leave the proxy out. */
  static final Map<String, String> WITHOUT_PROXY =
      Map.of("NO_PROXY", "127.0.0.1,localhost", "no_proxy", "127.0.0.1,localhost");

  private Loopback() {}
}
