// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.codec.modelconfig;

/** What a field holds. */
public sealed interface FieldType permits ScalarType, EnumType, MessageType {}
