// SPDX-License-Identifier: Apache-2.0
/** gRPC over HTTP/2, framing and status by our own code (grpc.io, "gRPC over HTTP2"). */
@NullMarked
package io.slipway.transport.grpc;

import org.jspecify.annotations.NullMarked;
