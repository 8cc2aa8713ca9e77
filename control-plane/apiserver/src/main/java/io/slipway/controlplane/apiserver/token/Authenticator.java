// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.token;

import io.slipway.controlplane.apiserver.rbac.UserInfo;
import org.jspecify.annotations.Nullable;

/** Knows whose the tokens of one kind are. Any thread may ask, if it may block. */
@FunctionalInterface
public interface Authenticator {
  /** Whom a token stands for; null if for nobody that is known here. */
  @Nullable UserInfo user(String token);
}
