// SPDX-License-Identifier: Apache-2.0
/**
 * The rules in CEL that schemas have ({@code x-kubernetes-validations}). Only this package sees the
 * CEL library, and its classes are loaded when a schema with rules is used for the first time.
 */
@NullMarked
package io.slipway.controlplane.apiserver.rules;

import org.jspecify.annotations.NullMarked;
