// SPDX-License-Identifier: Apache-2.0
/**
 * From the raw lines of {@code load-tests/peers/run} to what people read: medians with their
 * spread, whether the targets are met, tables and plots. Pure but for {@link
 * io.slipway.loadtests.report.Report}, which reads and writes files.
 */
@NullMarked
package io.slipway.loadtests.report;

import org.jspecify.annotations.NullMarked;
