// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is particular to the objects of a kind in one version. Metadata is not its business. Any
 * thread may call; objects that are given belong to the caller and may be changed where that is
 * said.
 */
public interface KindRules {
  /** Takes out of the object what the kind does not have; the paths of what that was. */
  List<String> prune(ObjectNode object);

  /** Puts into the object what its author left open. */
  void applyDefaults(ObjectNode object);

  /** What is wrong with a new object. */
  List<FieldError> check(ObjectNode object);

  /** What an update makes wrong. */
  List<FieldError> checkUpdate(ObjectNode object, ObjectNode live);

  /** What an update of the status makes wrong. */
  List<FieldError> checkStatusUpdate(ObjectNode object, ObjectNode live);

  /**
   * Changes the object just before it is checked and created, where the kind wants more than
   * defaults: a Secret's texts become data.
   */
  default void prepareCreate(ObjectNode object) {}

  /** As {@link #prepareCreate}, before an update. */
  default void prepareUpdate(ObjectNode object, ObjectNode live) {}

  /**
   * How long an object may take to end after it is deleted.
   *
   * @param asked what the deletion says; null if it says nothing
   */
  default long graceSeconds(ObjectNode object, @Nullable Long asked) {
    return 0;
  }

  /** Why an object of that name may never be deleted; empty if it may. */
  default String keeps(String name) {
    return "";
  }

  /** Whether an object that is to go, and that no finalizer holds, may go now. */
  default boolean mayGo(ObjectNode object) {
    return true;
  }

  /** Changes an object that is asked to go and stays for now. */
  default void prepareGoing(ObjectNode object) {}
}
