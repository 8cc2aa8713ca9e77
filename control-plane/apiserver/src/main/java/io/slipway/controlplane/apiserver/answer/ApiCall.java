// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import io.slipway.controlplane.apiserver.rbac.UserInfo;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call of the API.
 *
 * @param method in upper case
 * @param path percent-encoded, as it came
 * @param query without the {@code ?}; null if there is none
 * @param body which nobody changes; empty if there is none
 */
public record ApiCall(
    String method,
    String path,
    @Nullable String query,
    Headers headers,
    byte[] body,
    UserInfo caller) {
  /** Header fields by their names, whose case does not matter. */
  @FunctionalInterface
  public interface Headers {
    /** The first value; null if there is none. */
    @Nullable String get(String name);

    /** All values of a field that may come more than once. */
    default List<String> all(String name) {
      String value = get(name);
      return value == null ? List.of() : List.of(value);
    }

    /** Of the fields that are there; none of calls that this process makes for itself. */
    default Collection<String> names() {
      return List.of();
    }
  }

  /** Empty if the field is absent. */
  String header(String name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }
}
