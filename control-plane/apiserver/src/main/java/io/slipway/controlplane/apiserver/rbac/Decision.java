// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.rbac;

/**
 * Whether a request is allowed. Roles only allow: what none of them allows is not.
 *
 * @param allowed whether it is
 * @param reason by what, or why it could not be found out; may be empty
 */
public record Decision(boolean allowed, String reason) {}
