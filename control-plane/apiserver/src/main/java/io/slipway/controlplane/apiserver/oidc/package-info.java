// SPDX-License-Identifier: Apache-2.0
/**
 * Who calls by an ID token of an OpenID Connect provider, as kube-apiserver decides it. Loaded only
 * if a provider is configured. All but {@code Provider} is pure.
 */
@NullMarked
package io.slipway.controlplane.apiserver.oidc;

import org.jspecify.annotations.NullMarked;
