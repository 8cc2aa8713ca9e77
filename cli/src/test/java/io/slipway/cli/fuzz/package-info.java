// SPDX-License-Identifier: Apache-2.0
/** Damaged bytes at the ports of a whole server. */
@NullMarked
package io.slipway.cli.fuzz;

import org.jspecify.annotations.NullMarked;
