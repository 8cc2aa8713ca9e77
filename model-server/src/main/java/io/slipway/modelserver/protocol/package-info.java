// SPDX-License-Identifier: Apache-2.0
/** The v1, v2 and gRPC prediction protocols over the transport's exchanges. */
@NullMarked
package io.slipway.modelserver.protocol;

import org.jspecify.annotations.NullMarked;
