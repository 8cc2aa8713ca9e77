// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.objects;

import io.slipway.controlplane.store.Change;
import io.slipway.controlplane.store.Stored;
import org.jspecify.annotations.Nullable;

/**
 * What a watch tells of a change: an object that begins to be selected is added, one that no longer
 * is, deleted.
 *
 * @param object as it is now; of a deletion as it was last, with the revision of the deletion
 */
public record WatchEvent(Type type, Stored object) {
  /** The word in the event. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }

  /** Null if the change is of no interest. */
  public static @Nullable WatchEvent of(Change change, Selection selection) {
    return switch (change) {
      case Change.Added(Stored object) ->
          selects(selection, object) ? new WatchEvent(Type.ADDED, object) : null;
      case Change.Modified(Stored object, Stored previous) -> modified(selection, object, previous);
      case Change.Deleted(long revision, Stored previous) ->
          selects(selection, previous)
              ? new WatchEvent(Type.DELETED, at(previous, revision))
              : null;
    };
  }

  private static @Nullable WatchEvent modified(
      Selection selection, Stored object, Stored previous) {
    boolean now = selects(selection, object);
    boolean before = selects(selection, previous);
    if (now) {
      return new WatchEvent(before ? Type.MODIFIED : Type.ADDED, object);
    }
    return before ? new WatchEvent(Type.DELETED, at(previous, object.revision())) : null;
  }

  private static Stored at(Stored object, long revision) {
    return new Stored(object.key(), revision, object.uid(), object.value());
  }

  private static boolean selects(Selection selection, Stored object) {
    return selection.isEverything() || selection.matches(ObjectBytes.read(object));
  }
}
