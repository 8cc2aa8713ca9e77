// SPDX-License-Identifier: Apache-2.0
/** TensorFlow Serving's messages: its gRPC services, and what it has in JSON beside predictions. */
@NullMarked
package io.slipway.transport.codec.tfs;

import org.jspecify.annotations.NullMarked;
