// SPDX-License-Identifier: Apache-2.0
/** Models that benchmarks need and that are too dull to keep: made when they are wanted. */
@NullMarked
package io.slipway.loadtests.model;

import org.jspecify.annotations.NullMarked;
