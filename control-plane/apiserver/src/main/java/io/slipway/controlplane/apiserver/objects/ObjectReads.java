// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.objects;

import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.request.ListOptions;
import io.slipway.controlplane.apiserver.request.ListOptions.Match;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import io.slipway.controlplane.store.Key;
import io.slipway.controlplane.store.ListPosition;
import io.slipway.controlplane.store.ObjectStore;
import io.slipway.controlplane.store.Page;
import io.slipway.controlplane.store.RevisionUnavailableException;
import io.slipway.controlplane.store.Scope;
import io.slipway.controlplane.store.Stored;
import io.slipway.controlplane.store.Watch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads of objects, with the meanings that Kubernetes gives to resource versions. Calls block; any
 * thread, best a virtual one.
 */
public final class ObjectReads {
  /** Read at once where a selection may throw most of them away. */
  private static final int SELECTED_FROM = 500;

  /** A part of a list ends with the object that reaches them. */
  private static final long PART_BYTES = 1L << 20;

  /** So does a page that a client has asked for; the next one begins there. */
  private static final long PAGE_BYTES = 4L << 20;

  private final ObjectStore store;

  public ObjectReads(ObjectStore store) {
    this.store = store;
  }

  /**
   * Part of a list, or all of it.
   *
   * @param revision of the whole list
   * @param continueToken where it goes on; empty at its end
   * @param remaining how many objects are behind this part; 0 if nobody has counted
   */
  public record Listed(List<Stored> objects, long revision, String continueToken, long remaining) {
    public Listed {
      objects = List.copyOf(objects);
    }
  }

  /**
   * @param namespace empty for kinds of the cluster
   * @throws ApiException NotFound
   */
  public Stored get(ResourceType type, String namespace, String name) {
    return store
        .get(ObjectWrites.key(type, namespace, name))
        .map(stored -> ObjectBytes.written(type, stored))
        .orElseThrow(() -> ApiErrors.notFound(type.resource(), name));
  }

  /**
   * @param namespace empty for all of them
   * @throws ApiException Expired if what is asked for is no longer kept, BadRequest for words that
   *     mean nothing
   */
  public Listed list(
      ResourceType type, String namespace, ListOptions options, Selection selection) {
    long bytes = options.limit() > 0 ? PAGE_BYTES : Long.MAX_VALUE;
    return list(type, namespace, options, selection, bytes);
  }

  /** The same; of a list without a limit the first part, if it is a long one. */
  public Listed listInParts(
      ResourceType type, String namespace, ListOptions options, Selection selection) {
    long bytes = options.limit() > 0 ? PAGE_BYTES : PART_BYTES;
    return list(type, namespace, options, selection, bytes);
  }

  private Listed list(
      ResourceType type, String namespace, ListOptions options, Selection selection, long bytes) {
    ListPosition from = position(options);
    Scope scope = scope(type, namespace);
    try {
      Listed listed = list(type, scope, from, options.limit(), selection, bytes);
      boolean counts = options.limit() > 0 && selection.isEverything();
      return counts && !listed.continueToken().isEmpty() ? counted(scope, listed) : listed;
    } catch (RevisionUnavailableException e) {
      throw unavailable(e, !options.continueToken().isEmpty());
    }
  }

  /**
   * The part behind one of {@link #listInParts}, of a list without a limit.
   *
   * @throws ApiException Expired if the list's revision is no longer kept
   */
  public Listed next(ResourceType type, String namespace, Listed part, Selection selection) {
    Scope scope = scope(type, namespace);
    try {
      return list(type, scope, continued(part.continueToken()), 0, selection, PART_BYTES);
    } catch (RevisionUnavailableException e) {
      throw unavailable(e, true);
    }
  }

  private Listed list(
      ResourceType type,
      Scope scope,
      ListPosition from,
      int limit,
      Selection selection,
      long bytes) {
    if (!selection.isEverything()) {
      return selected(type, scope, from, limit, bytes, selection);
    }
    Page page = store.list(scope, from, limit, bytes);
    ListPosition next = page.next();
    String token = next == null ? "" : next.encode();
    return new Listed(written(type, page), page.revision(), token, 0);
  }

  private Listed counted(Scope scope, Listed listed) {
    long remaining = store.remaining(scope, continued(listed.continueToken()));
    return new Listed(listed.objects(), listed.revision(), listed.continueToken(), remaining);
  }

  private static List<Stored> written(ResourceType type, Page page) {
    return type.form() == null
        ? page.objects()
        : page.objects().stream().map(stored -> ObjectBytes.written(type, stored)).toList();
  }

  private Listed selected(
      ResourceType type,
      Scope scope,
      ListPosition from,
      int limit,
      long bytes,
      Selection selection) {
    List<Stored> chosen = new ArrayList<>();
    long sum = 0;
    ListPosition at = from;
    while (true) {
      Page page = store.list(scope, at, SELECTED_FROM, PAGE_BYTES);
      for (Stored object : written(type, page)) {
        if (selection.matches(ObjectBytes.read(object))) {
          if (sum >= bytes || (limit > 0 && chosen.size() == limit)) {
            Key last = chosen.getLast().key();
            return new Listed(
                chosen,
                page.revision(),
                new ListPosition(page.revision(), last.namespace(), last.name()).encode(),
                0);
          }
          chosen.add(object);
          sum += object.value().length;
        }
      }
      ListPosition next = page.next();
      if (next == null) {
        return new Listed(chosen, page.revision(), "", 0);
      }
      at = next;
    }
  }

  private ListPosition position(ListOptions options) {
    String version = options.resourceVersion();
    if (!options.continueToken().isEmpty()) {
      if (!version.isEmpty() && !version.equals("0")) {
        throw ApiErrors.badRequest(
            "specifying resource version is not allowed when using continue");
      }
      return continued(options.continueToken());
    }
    if (version.isEmpty() || version.equals("0")) {
      return ListPosition.start(0);
    }
    long revision = revision(version);
    boolean exact =
        options.match() == Match.EXACT || (options.match() == Match.UNSET && options.limit() > 0);
    if (exact) {
      return ListPosition.start(revision);
    }
    long newest = store.revision();
    if (revision > newest) {
      throw ApiErrors.tooLarge(revision, newest);
    }
    return ListPosition.start(0);
  }

  private static ListPosition continued(String token) {
    try {
      return ListPosition.parse(token);
    } catch (ServingException e) {
      if (e.code() != ErrorCode.INVALID_ARGUMENT) {
        throw e;
      }
      throw ApiErrors.badRequest("continue key is not valid: " + e.getMessage());
    }
  }

  private static long revision(String version) {
    try {
      return Long.parseUnsignedLong(version);
    } catch (NumberFormatException _) {
      throw ApiErrors.badRequest(
          "Invalid value: \"" + version + "\": resourceVersion must be a number");
    }
  }

  /**
   * What changes from a version on.
   *
   * @param after that version
   * @throws ApiException Expired if it is no longer kept
   */
  public Watch watch(ResourceType type, String namespace, long after) {
    try {
      return store.watch(scope(type, namespace), after);
    } catch (RevisionUnavailableException e) {
      throw unavailable(e, false);
    }
  }

  /**
   * @throws ApiException BadRequest unless the resource version is one
   */
  public static void requireVersion(ListOptions options) {
    if (!options.resourceVersion().isEmpty()) {
      revision(options.resourceVersion());
    }
  }

  /** From which version a watch goes on; null if it begins with what is there. */
  public static @Nullable Long watchedFrom(ListOptions options) {
    String version = options.resourceVersion();
    return version.isEmpty() || version.equals("0") ? null : Long.valueOf(revision(version));
  }

  /** The version that is newest now. */
  public long revision() {
    return store.revision();
  }

  /** What is said of a version that a watch cannot go on from. */
  public static ApiException unavailable(RevisionUnavailableException e) {
    return unavailable(e, false);
  }

  private static ApiException unavailable(RevisionUnavailableException e, boolean continued) {
    if (!e.expired()) {
      return ApiErrors.tooLarge(e.requested(), e.newest());
    }
    return continued
        ? ApiErrors.expired(
            "The provided continue parameter is too old to display a consistent list result. You"
                + " can start a new list without the continue parameter.")
        : ApiErrors.tooOld(e.requested(), e.oldest());
  }

  private static Scope scope(ResourceType type, String namespace) {
    String resource = ObjectWrites.resource(type);
    return namespace.isEmpty() ? Scope.all(resource) : Scope.namespace(resource, namespace);
  }
}
