// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.trace;

/**
 * How requests are traced.
 *
 * @param rate of how many requests one is
 * @param count what is left; shared by all who trace on one account
 * @param logFrequency how many go into one file, 0 for all
 */
record TraceSetting(TraceLevels levels, int rate, TraceCount count, int logFrequency) {}
