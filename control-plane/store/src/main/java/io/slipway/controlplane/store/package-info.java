// SPDX-License-Identifier: Apache-2.0
/**
 * The objects of the Kubernetes API on an SQL database: every accepted write is on disk before it
 * is answered, has a revision of its own, and is seen by watchers in that order.
 *
 * <p>{@link io.slipway.controlplane.store.ObjectStore} is what others use. Behind it a write goes
 * from {@code SqlStore} through {@code WriteQueue} to the thread of {@code Writer}, which decides
 * and does it in a {@code WriteSession} together with others, and tells {@code ChangeFeed}; there
 * every {@code LogWatch} reads on, or in {@code Reads} what is older. Reads have {@code
 * ReadConnections} of their own. {@code SqliteDatabase} and {@code ServerDatabase} are what differs
 * between databases.
 */
@NullMarked
package io.slipway.controlplane.store;

import org.jspecify.annotations.NullMarked;
