// SPDX-License-Identifier: Apache-2.0
/**
 * gRPC server reflection. A service is described by a {@code .proto} file of our own in this
 * package's resources, whose name is added to {@link
 * io.slipway.modelserver.reflection.ServedProtos}.
 */
@NullMarked
package io.slipway.modelserver.reflection;

import org.jspecify.annotations.NullMarked;
