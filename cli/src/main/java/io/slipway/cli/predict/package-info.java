// SPDX-License-Identifier: Apache-2.0
/** Asking a server for predictions. */
@NullMarked
package io.slipway.cli.predict;

import org.jspecify.annotations.NullMarked;
