// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.transport.http.coding;

import org.jspecify.annotations.NullMarked;
