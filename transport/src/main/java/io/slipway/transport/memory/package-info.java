// SPDX-License-Identifier: Apache-2.0
/** Pooled native memory as the rest of Slipway sees it: no Netty types in any signature. */
@NullMarked
package io.slipway.transport.memory;

import org.jspecify.annotations.NullMarked;
