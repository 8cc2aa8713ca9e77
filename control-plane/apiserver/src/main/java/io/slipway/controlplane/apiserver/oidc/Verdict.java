// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.oidc;

import io.slipway.controlplane.apiserver.rbac.UserInfo;

/** What is found out about a token. */
sealed interface Verdict {
  /** It is good. */
  record Known(UserInfo user) implements Verdict {}

  /** It is of this issuer, or says so, and not good. */
  record Refused(String why) implements Verdict {}
}
