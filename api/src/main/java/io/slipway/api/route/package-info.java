// SPDX-License-Identifier: Apache-2.0
/** What those who answer requests need to know about who can. */
@NullMarked
package io.slipway.api.route;

import org.jspecify.annotations.NullMarked;
