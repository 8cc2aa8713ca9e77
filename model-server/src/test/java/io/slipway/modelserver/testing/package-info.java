// SPDX-License-Identifier: Apache-2.0
/** Fakes for the model server's tests. */
@NullMarked
package io.slipway.modelserver.testing;

import org.jspecify.annotations.NullMarked;
