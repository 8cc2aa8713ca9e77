// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.config;

/**
 * How the requests of a level of priority wait for a model.
 *
 * @param maxSize how many may wait; 0 for no limit of their own
 * @param timeoutMicros how long each may wait; 0 for as long as it takes. A request's own timeout
 *     may always be shorter, whatever {@code allow_timeout_override} says
 * @param delay whether a request that has waited so long is run after all others instead of refused
 */
public record QueuePolicy(int maxSize, long timeoutMicros, boolean delay) {
  public static final QueuePolicy NONE = new QueuePolicy(0, 0, false);
}
