// SPDX-License-Identifier: Apache-2.0
/** CronJobs: Jobs at their times. Pure: no calls, no clock. */
@NullMarked
package io.slipway.controlplane.controllers.cronjob;

import org.jspecify.annotations.NullMarked;
