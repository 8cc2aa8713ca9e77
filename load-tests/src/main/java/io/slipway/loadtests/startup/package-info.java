// SPDX-License-Identifier: Apache-2.0
/** From process start to the first prediction, beside the least program that could do the same. */
@NullMarked
package io.slipway.loadtests.startup;

import org.jspecify.annotations.NullMarked;
