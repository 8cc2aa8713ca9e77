// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import java.io.IOException;

/** Where the keys of an issuer come from. */
interface KeySource {
  /** Blocks for the network, for half a minute at most. */
  JsonWebKeys fetch() throws IOException, InterruptedException;
}
