// SPDX-License-Identifier: Apache-2.0
/**
 * Whose tokens are; those by which service accounts, and programs that run for them, call. Pure.
 */
@NullMarked
package io.slipway.controlplane.apiserver.token;

import org.jspecify.annotations.NullMarked;
