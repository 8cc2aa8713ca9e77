// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import io.slipway.api.route.RequestRules;
import io.slipway.api.route.RequestRules.PayloadLog;
import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.objects.Metadata;
import io.slipway.controlplane.operator.objects.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which revisions of a component answer requests, and under which names.
 *
 * @param names after {@code /serving/<namespace>/}; the service's own name is that of the component
 *     that is called first
 * @param traffic empty if nothing answers
 * @param rules what the service says of its requests
 */
public record Route(
    String namespace,
    String service,
    Component component,
    List<String> names,
    Traffic traffic,
    RequestRules rules) {
  public static final String API_VERSION = "slipway.io/v1alpha1";
  public static final String KIND = "Route";

  public Route {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(component, "component");
    Objects.requireNonNull(traffic, "traffic");
    Objects.requireNonNull(rules, "rules");
    names = List.copyOf(names);
  }

  /** As the API has it; null if somebody has written what is no route. */
  public static @Nullable Route of(ApiObject object) {
    Map<String, Object> spec = object.spec();
    Component component = Component.of(Fields.text(spec, "component"));
    if (component == null) {
      return null;
    }
    List<Traffic.Share> shares = new ArrayList<>();
    for (Map<String, Object> share : Fields.maps(spec, "traffic")) {
      long percent = Fields.number(share, 0, "percent");
      shares.add(
          new Traffic.Share(Fields.text(share, "revision"), Math.clamp(percent, 0, Traffic.WHOLE)));
    }
    return new Route(
        object.metadata().namespace(),
        Fields.text(spec, "service"),
        component,
        Fields.words(spec, "names"),
        new Traffic(shares),
        new RequestRules(component.toString(), textOrNull(spec, "limits"), log(spec)));
  }

  private static @Nullable PayloadLog log(Map<String, Object> spec) {
    Map<String, Object> log = Fields.map(spec, "log");
    return log.isEmpty()
        ? null
        : new PayloadLog(
            Fields.text(log, "url"),
            Fields.text(log, "mode"),
            Fields.words(log, "headers"),
            Fields.texts(log, "annotations"),
            textOrNull(log, "options"));
  }

  private static @Nullable String textOrNull(Map<String, Object> fields, String name) {
    return fields.get(name) instanceof String text ? text : null;
  }

  /** Whether requests go by what the route says now: the router has read it. */
  public static boolean isInPlace(ApiObject route) {
    long read = Fields.number(route.status(), 0, "observedGeneration");
    return read != 0 && read == route.metadata().generation();
  }

  public String name() {
    return component.nameIn(service);
  }

  /** As it is to be created. */
  public ApiObject asObject(ApiObject owner) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(Labels.SERVICE, service);
    labels.put(Labels.COMPONENT, component.toString());
    return new ApiObject(
        API_VERSION,
        KIND,
        Metadata.of(new ObjectKey(namespace, name()), labels, Map.of(), owner.asOwner()),
        Map.of("spec", spec()));
  }

  /** What it says. */
  public Map<String, Object> spec() {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("service", service);
    spec.put("component", component.toString());
    spec.put("names", names);
    List<Object> shares = new ArrayList<>();
    for (Traffic.Share share : traffic.shares()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("revision", share.revision());
      fields.put("percent", (long) share.percent());
      shares.add(fields);
    }
    spec.put("traffic", shares);
    String limits = rules.limits();
    if (limits != null) {
      spec.put("limits", limits);
    }
    PayloadLog log = rules.log();
    if (log != null) {
      spec.put("log", fields(log));
    }
    return spec;
  }

  private static Map<String, Object> fields(PayloadLog log) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("url", log.url());
    fields.put("mode", log.mode());
    fields.put("headers", log.headers());
    fields.put("annotations", log.annotations());
    String options = log.options();
    if (options != null) {
      fields.put("options", options);
    }
    return fields;
  }
}
