// SPDX-License-Identifier: Apache-2.0
/** What the command line's tests share. */
@NullMarked
package io.slipway.cli.testing;

import org.jspecify.annotations.NullMarked;
