// SPDX-License-Identifier: Apache-2.0
/**
 * Slipway under loads that hurt: overload, bursts, thousands of connections, a cold start. Each
 * scenario is a program that starts the server on a core of its own, plays its load, tells figures
 * and says which targets are met.
 */
@NullMarked
package io.slipway.loadtests.scenario;

import org.jspecify.annotations.NullMarked;
