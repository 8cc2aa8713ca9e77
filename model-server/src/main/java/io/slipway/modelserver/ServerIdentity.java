// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver;

/** Who answers, in server metadata. */
public record ServerIdentity(String name, String version) {}
