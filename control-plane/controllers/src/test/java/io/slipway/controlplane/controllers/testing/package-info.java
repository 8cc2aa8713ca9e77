// SPDX-License-Identifier: Apache-2.0
/** What controllers do on an API, whichever it is. */
@NullMarked
package io.slipway.controlplane.controllers.testing;

import org.jspecify.annotations.NullMarked;
