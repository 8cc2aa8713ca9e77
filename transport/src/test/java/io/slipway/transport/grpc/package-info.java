// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.transport.grpc;

import org.jspecify.annotations.NullMarked;
