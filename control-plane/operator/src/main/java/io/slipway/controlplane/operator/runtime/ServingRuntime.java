// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.runtime;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.objects.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@code ServingRuntime} or {@code ClusterServingRuntime}: a server, and what it serves.
 *
 * @param namespace empty for one of the whole cluster
 * @param created as the API writes it; later is greater
 * @param protocols empty for all
 * @param serverType which server it is, by KServe's words for those that need something of their
 *     own; empty for any other
 * @param multiNode whether it needs several machines for one model
 * @param spec as it was written
 */
public record ServingRuntime(
    String namespace,
    String name,
    String created,
    boolean disabled,
    boolean multiModel,
    boolean multiNode,
    List<SupportedFormat> formats,
    List<String> protocols,
    String serverType,
    Map<String, Object> spec) {
  public static final String MLSERVER = "mlserver";
  public static final String TRITON = "tritonserver";
  public static final String TORCHSERVE = "torchserve";
  public static final String API_VERSION = "serving.kserve.io/v1alpha1";

  /** The servers of KServe's own runtimes, older ones of which have no annotation. */
  private static final Map<String, String> OF_NAMES =
      Map.of(
          "kserve-mlserver", MLSERVER,
          "kserve-tritonserver", TRITON,
          "kserve-torchserve", TORCHSERVE);

  /** Older ones first. */
  static final List<String> PROTOCOLS = List.of("v1", "v2", "grpc-v1", "grpc-v2");

  public ServingRuntime {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(name, "name");
    formats = List.copyOf(formats);
    protocols = List.copyOf(protocols);
  }

  public static ServingRuntime of(ApiObject object) {
    Map<String, Object> spec = object.spec();
    List<SupportedFormat> formats = new ArrayList<>();
    for (Map<String, Object> format : Fields.maps(spec, "supportedModelFormats")) {
      String version = Fields.text(format, "version");
      formats.add(
          new SupportedFormat(
              Fields.text(format, "name"),
              version.isEmpty() ? null : version,
              Fields.isTrue(format, "autoSelect"),
              Fields.at(format, "priority") instanceof Number priority
                  ? priority.longValue()
                  : null));
    }
    return new ServingRuntime(
        object.metadata().namespace(),
        object.metadata().name(),
        object.metadata().created(),
        Fields.isTrue(spec, "disabled"),
        Fields.isTrue(spec, "multiModel"),
        spec.containsKey("workerSpec"),
        formats,
        Fields.words(spec, "protocolVersions"),
        serverType(object.metadata()),
        spec);
  }

  private static String serverType(Metadata metadata) {
    String written = metadata.annotations().get("serving.kserve.io/server-type");
    return written != null ? written : OF_NAMES.getOrDefault(metadata.name(), "");
  }

  /** Whether it is one of the whole cluster. */
  public boolean ofCluster() {
    return namespace.isEmpty();
  }

  boolean speaks(@Nullable String protocol) {
    return protocol == null || protocols.isEmpty() || protocols.contains(protocol);
  }

  /** What it speaks with a model that asks for no protocol; empty if it says none. */
  public String oldestProtocol() {
    for (String protocol : PROTOCOLS) {
      if (protocols.contains(protocol)) {
        return protocol;
      }
    }
    return "";
  }

  boolean serves(ModelNeeds model) {
    for (SupportedFormat format : formats) {
      if (format.fits(model)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a model that names no runtime may get this one. */
  boolean offersItselfTo(ModelNeeds model) {
    if (disabled || multiNode || multiModel != model.multiModel() || !speaks(model.protocol())) {
      return false;
    }
    for (SupportedFormat format : formats) {
      if (format.autoSelect() && format.fits(model)) {
        return true;
      }
    }
    return false;
  }
}
