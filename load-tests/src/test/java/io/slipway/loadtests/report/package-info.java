// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.loadtests.report;

import org.jspecify.annotations.NullMarked;
