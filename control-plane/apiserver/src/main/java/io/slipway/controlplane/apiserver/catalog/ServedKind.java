// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.catalog;

import io.slipway.controlplane.apiserver.discovery.ServedResource;
import io.slipway.controlplane.apiserver.openapi.OpenApiKind.KindSchema;
import io.slipway.controlplane.apiserver.resource.ResourceType;
import io.slipway.controlplane.apiserver.selector.SelectableFields;
import io.slipway.controlplane.apiserver.table.KindPrinter;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import org.jspecify.annotations.Nullable;

/**
 * A resource in one version, with all that requests for it need. What is costly to make is made
 * when it is first asked for. Any thread may use it.
 */
public final class ServedKind {
  /**
   * What only requests for objects need.
   *
   * @param type as the API writes its objects
   * @param description of the objects' fields, for patches
   * @param fields that objects can be selected by
   */
  public record Details(ResourceType type, TypeDescription description, SelectableFields fields) {}

  /** Makes what is costly; several threads may call it at once. */
  interface Making {
    Details details();

    KindPrinter printer();

    KindSchema schema();
  }

  private final ServedResource resource;
  private final boolean builtin;
  private final String listKind;
  private final @Nullable Scale scale;
  private final String warning;
  private final Making making;
  private volatile @Nullable Details details;
  private volatile @Nullable KindPrinter printer;

  /**
   * @param resource what clients are told of it
   * @param builtin whether the kind is one of Kubernetes' own, whose lists merge by patches
   * @param listKind the kind of a list of its objects
   * @param scale null if the kind has none
   * @param warning what each call is warned of; empty for nothing
   * @param making makes the rest
   */
  ServedKind(
      ServedResource resource,
      boolean builtin,
      String listKind,
      @Nullable Scale scale,
      String warning,
      Making making) {
    this.resource = resource;
    this.builtin = builtin;
    this.listKind = listKind;
    this.scale = scale;
    this.warning = warning;
    this.making = making;
  }

  public ServedResource resource() {
    return resource;
  }

  public boolean builtin() {
    return builtin;
  }

  public String listKind() {
    return listKind;
  }

  /** Null if the kind has none. */
  public @Nullable Scale scale() {
    return scale;
  }

  /** What each call is warned of; empty for nothing. */
  public String warning() {
    return warning;
  }

  public Details details() {
    Details known = details;
    if (known == null) {
      known = making.details();
      details = known;
    }
    return known;
  }

  /** How its objects are printed. */
  public KindPrinter printer() {
    KindPrinter known = printer;
    if (known == null) {
      known = making.printer();
      printer = known;
    }
    return known;
  }

  /** What its documents look like, for people and tools. */
  public KindSchema schema() {
    return making.schema();
  }

  public ResourceType type() {
    return details().type();
  }

  /** As documents have it. */
  public String apiVersion() {
    String group = resource.resource().group();
    return group.isEmpty() ? resource.version() : group + '/' + resource.version();
  }

  /** Whether the resource has a subresource of that name. */
  public boolean has(String subresource) {
    for (ServedResource.Subresource each : resource.subresources()) {
      if (each.name().equals(subresource)) {
        return true;
      }
    }
    return false;
  }
}
