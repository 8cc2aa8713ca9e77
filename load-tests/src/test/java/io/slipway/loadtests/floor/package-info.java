// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.loadtests.floor;

import org.jspecify.annotations.NullMarked;
