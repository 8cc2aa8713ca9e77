// SPDX-License-Identifier: Apache-2.0
/** Descriptors of protobuf files, made of the files themselves, for server reflection. */
@NullMarked
package io.slipway.transport.codec.descriptor;

import org.jspecify.annotations.NullMarked;
