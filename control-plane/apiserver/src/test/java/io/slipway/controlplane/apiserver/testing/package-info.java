// SPDX-License-Identifier: Apache-2.0
/** What the tests of several packages share. */
@NullMarked
package io.slipway.controlplane.apiserver.testing;

import org.jspecify.annotations.NullMarked;
