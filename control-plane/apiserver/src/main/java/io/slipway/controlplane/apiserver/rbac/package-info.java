// SPDX-License-Identifier: Apache-2.0
/**
 * Who may do what: Kubernetes' roles and bindings, evaluated as Kubernetes does. Decides only:
 * roles and bindings come in as documents, answers go out as values.
 */
@NullMarked
package io.slipway.controlplane.apiserver.rbac;

import org.jspecify.annotations.NullMarked;
