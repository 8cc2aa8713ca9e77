// SPDX-License-Identifier: Apache-2.0
/** The platform as a process that is killed while it is written to. */
@NullMarked
package io.slipway.cli.kill;

import org.jspecify.annotations.NullMarked;
