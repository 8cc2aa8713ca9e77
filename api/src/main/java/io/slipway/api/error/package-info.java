// SPDX-License-Identifier: Apache-2.0
/** How a request fails: one exception, one list of codes, one mapping to HTTP and gRPC. */
@NullMarked
package io.slipway.api.error;

import org.jspecify.annotations.NullMarked;
