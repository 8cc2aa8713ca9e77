// SPDX-License-Identifier: Apache-2.0
/** Content codings (RFC 9110, 8.4): compressed request and response bodies over HTTP. */
@NullMarked
package io.slipway.transport.http.coding;

import org.jspecify.annotations.NullMarked;
