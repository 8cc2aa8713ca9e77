// SPDX-License-Identifier: Apache-2.0
/** The command line: the only place where the parts are wired together. */
@NullMarked
package io.slipway.cli;

import org.jspecify.annotations.NullMarked;
