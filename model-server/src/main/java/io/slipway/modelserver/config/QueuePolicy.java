// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

/**
 * How requests wait for a model.
 *
 * @param levels how many levels of priority there are; 0 for none
 * @param defaultLevel the level of a request that names none; 0 if there are none
 * @param maxSize how many may wait; 0 for the server's limit
 * @param timeoutMicros how long each may wait; 0 for as long as it takes. A request's own timeout
 *     may always be shorter, whatever {@code allow_timeout_override} says
 */
public record QueuePolicy(int levels, int defaultLevel, int maxSize, long timeoutMicros) {
  public static final QueuePolicy NONE = new QueuePolicy(0, 0, 0, 0);
}
