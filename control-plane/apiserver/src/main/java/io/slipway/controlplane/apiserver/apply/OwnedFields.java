// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.apply;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one owner owns.
 *
 * @param fields the fields
 * @param apiVersion the version of the document whose fields these are
 * @param time when it last changed; null if that is not known
 */
record OwnedFields(FieldSet fields, String apiVersion, @Nullable Instant time) {
  OwnedFields with(FieldSet other) {
    return new OwnedFields(other, apiVersion, time);
  }

  OwnedFields at(@Nullable Instant other) {
    return new OwnedFields(fields, apiVersion, other);
  }

  long seconds() {
    return time == null ? 0 : time.getEpochSecond();
  }
}
