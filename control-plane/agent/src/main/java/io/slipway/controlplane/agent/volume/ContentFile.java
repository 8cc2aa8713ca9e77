// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

/**
 * A file of a volume whose content the API tells.
 *
 * @param bytes changed by nobody
 * @param mode who may do what with it, as chmod has it
 */
record ContentFile(byte[] bytes, int mode) {}
