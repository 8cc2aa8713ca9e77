// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.startup;

/** One start: seconds until the first prediction was answered. */
record Measurement(double wallSeconds, double cpuSeconds) {}
