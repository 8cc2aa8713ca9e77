// SPDX-License-Identifier: Apache-2.0
/** Who may do what: pure decisions over groups of endpoints and the headers of a request. */
@NullMarked
package io.slipway.modelserver.access;

import org.jspecify.annotations.NullMarked;
