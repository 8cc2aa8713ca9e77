// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a built-in kind has beyond the types of its fields; nothing unless it says so. */
interface Particulars {
  Particulars NONE = new Particulars() {};

  /** Puts into the object what its author left open. */
  default void applyDefaults(ObjectNode object) {}

  /** Changes the object before it is created. */
  default void prepareCreate(ObjectNode object) {}

  /** Changes the object before it is updated. */
  default void prepareUpdate(ObjectNode object, ObjectNode live) {}

  /** What is wrong with an object. */
  default List<FieldError> check(ObjectNode object) {
    return List.of();
  }

  /** What an update may not do, beside making an object that is wrong. */
  default List<FieldError> checkChange(ObjectNode object, ObjectNode live) {
    return List.of();
  }

  /** What is wrong with an update. */
  default List<FieldError> checkUpdate(ObjectNode object, ObjectNode live) {
    List<FieldError> errors = new ArrayList<>(check(object));
    errors.addAll(checkChange(object, live));
    return errors;
  }

  /** How long the object may take to end. */
  default long graceSeconds(ObjectNode object, @Nullable Long asked) {
    return 0;
  }

  /** Why an object of that name may never be deleted; empty if it may. */
  default String keeps(String name) {
    return "";
  }

  /** Whether nothing but finalizers in its metadata holds the object. */
  default boolean mayGo(ObjectNode object) {
    return true;
  }

  /** Changes an object that is asked to go and stays for now. */
  default void prepareGoing(ObjectNode object) {}
}
