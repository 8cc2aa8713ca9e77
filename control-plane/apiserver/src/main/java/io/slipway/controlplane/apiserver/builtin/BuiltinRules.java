// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import io.slipway.controlplane.apiserver.resource.KindRules;
import io.slipway.controlplane.apiserver.types.StructureReader;
import io.slipway.controlplane.apiserver.types.TypeDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of a built-in kind: the types of its fields, and its particulars. */
public final class BuiltinRules implements KindRules {
  private final TypeDescription type;
  private final Particulars particulars;

  private BuiltinRules(TypeDescription type, Particulars particulars) {
    this.type = type;
    this.particulars = particulars;
  }

  /** Those of a kind whose documents are of this type. */
  public static BuiltinRules of(String apiVersion, String kind, TypeDescription type) {
    return new BuiltinRules(type, particulars(apiVersion + ' ' + kind));
  }

  private static Particulars particulars(String kind) {
    return switch (kind) {
      case "v1 Namespace" -> new NamespaceRules();
      case "v1 ConfigMap" -> new ConfigMapRules();
      case "v1 Secret" -> new SecretRules();
      case "v1 Service" -> new ServiceRules();
      case "v1 Pod" -> new PodRules();
      case "apps/v1 Deployment", "apps/v1 ReplicaSet", "apps/v1 StatefulSet" ->
          new WorkloadRules(kind.substring(kind.indexOf(' ') + 1));
      case "batch/v1 Job" -> new JobRules(false);
      case "batch/v1 CronJob" -> new JobRules(true);
      case "v1 PersistentVolumeClaim" -> new ClaimRules();
      case "rbac.authorization.k8s.io/v1 Role" -> new RoleRules(true);
      case "rbac.authorization.k8s.io/v1 ClusterRole" -> new RoleRules(false);
      case "rbac.authorization.k8s.io/v1 RoleBinding" -> new BindingRules(true);
      case "rbac.authorization.k8s.io/v1 ClusterRoleBinding" -> new BindingRules(false);
      case "v1 Event" -> new EventRules(false);
      case "events.k8s.io/v1 Event" -> new EventRules(true);
      default -> Particulars.NONE;
    };
  }

  @Override
  public List<String> prune(ObjectNode object) {
    StructureReader.Reading reading = StructureReader.read(type, object);
    ObjectNode known = reading.document();
    object.removeAll();
    object.setAll(known);
    return reading.unknownFields();
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    particulars.applyDefaults(object);
  }

  @Override
  public void prepareCreate(ObjectNode object) {
    particulars.prepareCreate(object);
  }

  @Override
  public void prepareUpdate(ObjectNode object, ObjectNode live) {
    particulars.prepareUpdate(object, live);
  }

  @Override
  public List<FieldError> check(ObjectNode object) {
    return particulars.check(object);
  }

  @Override
  public List<FieldError> checkUpdate(ObjectNode object, ObjectNode live) {
    return particulars.checkUpdate(object, live);
  }

  @Override
  public List<FieldError> checkStatusUpdate(ObjectNode object, ObjectNode live) {
    return List.of();
  }

  @Override
  public long graceSeconds(ObjectNode object, @Nullable Long asked) {
    return particulars.graceSeconds(object, asked);
  }

  @Override
  public String keeps(String name) {
    return particulars.keeps(name);
  }

  @Override
  public boolean mayGo(ObjectNode object) {
    return particulars.mayGo(object);
  }

  @Override
  public void prepareGoing(ObjectNode object) {
    particulars.prepareGoing(object);
  }
}
