// SPDX-License-Identifier: Apache-2.0
/** What the tests of every module that touches native buffers use. */
@NullMarked
package io.slipway.transport.testing;

import org.jspecify.annotations.NullMarked;
