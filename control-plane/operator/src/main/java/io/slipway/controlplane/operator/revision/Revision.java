// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.revision;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.objects.Metadata;
import io.slipway.controlplane.operator.objects.ObjectKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A component of a service as it was at one time; never changed.
 *
 * @param service its name
 * @param number from 1, counted for each component of a service
 */
public record Revision(
    String namespace, String service, Component component, long number, PodTemplate template) {
  public static final String API_VERSION = "slipway.io/v1alpha1";
  public static final String KIND = "Revision";
  private static final int DIGITS = 5;

  public Revision {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(component, "component");
    Objects.requireNonNull(template, "template");
    if (number < 1) {
      throw new IllegalArgumentException("number: " + number + " (expected: from 1)");
    }
  }

  /** As the API has it; null if somebody has written what is no revision. */
  public static @Nullable Revision of(ApiObject object) {
    Map<String, Object> spec = object.spec();
    Component component = Component.of(Fields.text(spec, "component"));
    long number = Fields.number(spec, 0, "number");
    String service = Fields.text(spec, "service");
    if (component == null || number < 1 || service.isEmpty()) {
      return null;
    }
    PodTemplate template = PodTemplate.of(Fields.map(spec, "template"));
    return new Revision(object.metadata().namespace(), service, component, number, template);
  }

  /** Such as {@code iris-predictor-00001}. */
  public String name() {
    return component.nameIn(service) + "-" + digits();
  }

  /** The number of the revision of that name, as versions are written. */
  static String version(String name) {
    int start = name.lastIndexOf('-') + 1;
    while (start < name.length() - 1 && name.charAt(start) == '0') {
      start++;
    }
    return name.substring(start);
  }

  public ObjectKey key() {
    return new ObjectKey(namespace, name());
  }

  /** The labels of the revision and of its Pods, without those of the template. */
  public Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(Labels.SERVICE, service);
    labels.put(Labels.COMPONENT, component.toString());
    labels.put(Labels.REVISION, digits());
    return labels;
  }

  /** As it is to be created. */
  public ApiObject asObject(ApiObject owner) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("service", service);
    spec.put("component", component.toString());
    spec.put("number", number);
    spec.put("template", template.asFields());
    return new ApiObject(
        API_VERSION,
        KIND,
        Metadata.of(key(), labels(), Map.of(), owner.asOwner()),
        Map.of("spec", spec));
  }

  private String digits() {
    String text = Long.toString(number);
    return "0".repeat(Math.max(0, DIGITS - text.length())) + text;
  }
}
