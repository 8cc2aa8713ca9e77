// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

/**
 * What the database's one row of state says.
 *
 * @param revision the newest
 * @param compacted the change log has every change after this revision
 * @param logBytes the sum of the sizes of the changes in the log
 * @param epoch counts the processes that have owned the database
 */
record StoreState(long revision, long compacted, long logBytes, long epoch) {}
