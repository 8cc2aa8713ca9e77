// SPDX-License-Identifier: Apache-2.0
/** Log lines for people and for machines. */
@NullMarked
package io.slipway.cli.logging;

import org.jspecify.annotations.NullMarked;
