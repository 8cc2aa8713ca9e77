// SPDX-License-Identifier: Apache-2.0
/** Good and damaged bytes as a server receives them, and whether its answers may be. */
@NullMarked
package io.slipway.transport.testing.fuzz;

import org.jspecify.annotations.NullMarked;
