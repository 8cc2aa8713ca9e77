// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.store;

/**
 * An object as one write left it.
 *
 * @param revision of that write
 * @param value as in {@link Document}: not copied, nobody changes it
 */
public record Stored(Key key, long revision, String uid, byte[] value) {}
