// SPDX-License-Identifier: Apache-2.0
/** POSIX shared memory that clients on this machine pass tensors through. */
@NullMarked
package io.slipway.modelserver.sharedmemory;

import org.jspecify.annotations.NullMarked;
