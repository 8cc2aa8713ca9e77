// SPDX-License-Identifier: Apache-2.0
/** Tokens by which service accounts, and programs that run for them, call the API. Pure. */
@NullMarked
package io.slipway.controlplane.apiserver.token;

import org.jspecify.annotations.NullMarked;
