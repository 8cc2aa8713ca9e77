// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.operator.plan;

import io.slipway.controlplane.operator.objects.ApiObject;
import io.slipway.controlplane.operator.objects.Fields;
import io.slipway.controlplane.operator.objects.ObjectKey;
import io.slipway.controlplane.operator.revision.ModelHost;
import io.slipway.controlplane.operator.revision.ModelHost.Progress;
import io.slipway.controlplane.operator.runtime.ServingRuntime;
import io.slipway.controlplane.resources.schema.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for the TrainedModels of one service, and what their status says: the
 * conditions are KServe's.
 */
public final class TrainedModels {
  private static final String PARENT_READY = "InferenceServiceReady";
  private static final String FRAMEWORK = "FrameworkSupported";
  private static final String MEMORY = "MemoryResourceAvailable";
  private static final String MULTI_MODEL = "IsMMSPredictor";
  private static final String READY = "Ready";
  private static final String LOADING = "Loading";

  private final @Nullable ParentServer parent;
  private final List<ApiObject> models;
  private final List<ModelHost.Source> wanted = new ArrayList<>();
  private final Map<String, List<Condition>> conditions = new LinkedHashMap<>();

  private TrainedModels(@Nullable ParentServer parent, List<ApiObject> models) {
    this.parent = parent;
    this.models = new ArrayList<>(models);
    this.models.sort(
        Comparator.comparing((ApiObject model) -> model.metadata().created())
            .thenComparing(model -> model.metadata().name()));
  }

  /**
   * @param service the parent of all the models; null if there is none
   * @param models those that are not to go
   * @param runtimes all that there are
   */
  public static TrainedModels of(
      @Nullable ApiObject service, List<ApiObject> models, List<ServingRuntime> runtimes) {
    TrainedModels plan =
        new TrainedModels(service == null ? null : ParentServer.of(service, runtimes), models);
    plan.decide();
    return plan;
  }

  /** The models that the service's server is to have. */
  public List<ModelHost.Source> wanted() {
    return List.copyOf(wanted);
  }

  private void decide() {
    BigDecimal room = room();
    for (ApiObject model : models) {
      List<Condition> said = new ArrayList<>(List.of(multiModel(), framework(model)));
      BigDecimal need = Quantity.value(memory(model));
      boolean fits = room == null || need.compareTo(room) <= 0;
      said.add(
          fits
              ? Condition.holds(MEMORY)
              : Condition.fails(
                  MEMORY,
                  "MemoryResourceNotAvailable",
                  "spec.model.memory: "
                      + memory(model)
                      + " is more than the server's limit leaves beside its other models"));
      boolean served = said.stream().allMatch(Condition::isTrue);
      if (served) {
        room = room == null ? null : room.subtract(need);
        wanted.add(source(model));
      }
      said.add(parentReady());
      conditions.put(model.metadata().name(), said);
    }
  }

  /** The status of a model. */
  public Map<String, Object> status(
      ApiObject model, Function<ModelHost.Source, Progress> progress, Instant now) {
    List<Condition> all =
        new ArrayList<>(conditions.getOrDefault(model.metadata().name(), List.of()));
    Condition missing = missing(all);
    all.add(missing == null ? loaded(progress.apply(source(model))) : missing.as(READY));
    Map<String, Object> status = new LinkedHashMap<>();
    String url = parent == null ? "" : Fields.text(parent.service().status(), "url");
    if (!url.isEmpty()) {
      String path = url + path(model.metadata().name());
      status.put("url", path);
      status.put("address", Map.of("url", path));
    }
    status.put("observedGeneration", model.metadata().generation());
    status.put("conditions", Condition.asFields(all, model.status(), now));
    return status;
  }

  /** What fails, else what is not known; null if all is well. */
  private static @Nullable Condition missing(List<Condition> conditions) {
    Condition missing = null;
    for (Condition condition : conditions) {
      if (condition.state() == Condition.State.FALSE) {
        return condition;
      }
      missing = missing == null && !condition.isTrue() ? condition : missing;
    }
    return missing;
  }

  private static Condition loaded(Progress progress) {
    return switch (progress.state()) {
      case READY -> Condition.holds(READY);
      case LOADING ->
          Condition.pending(
              READY,
              LOADING,
              progress.reason().isEmpty() ? "the model is fetched and loaded" : progress.reason());
      case FAILED -> Condition.fails(READY, "ModelLoadFailed", progress.reason());
    };
  }

  /** Whether a status says that the model is still on its way. */
  public static boolean isLoading(Map<String, Object> status) {
    for (Map<String, Object> condition : Fields.maps(status, "conditions")) {
      if (Fields.text(condition, "type").equals(READY)) {
        return Fields.text(condition, "reason").equals(LOADING);
      }
    }
    return false;
  }

  /** The service that a model belongs to. */
  public static ObjectKey serviceOf(ApiObject model) {
    return new ObjectKey(
        model.metadata().namespace(), Fields.text(model.spec(), "inferenceService"));
  }

  private static ModelHost.Source source(ApiObject model) {
    return new ModelHost.Source(
        model.metadata().name(),
        Long.toString(model.metadata().generation()),
        Fields.text(model.spec(), "model", "storageUri"));
  }

  private static String memory(ApiObject model) {
    return String.valueOf(Fields.at(model.spec(), "model", "memory"));
  }

  private String path(String model) {
    boolean v2 = parent != null && parent.speaksV2();
    return v2 ? "/v2/models/" + model + "/infer" : "/v1/models/" + model + ":predict";
  }

  private Condition parentReady() {
    ParentServer known = parent;
    if (known == null) {
      return Condition.fails(
          PARENT_READY,
          "InferenceServiceNotReady",
          "spec.inferenceService: there is no such service in the namespace");
    }
    for (Map<String, Object> condition : Fields.maps(known.service().status(), "conditions")) {
      if (Fields.text(condition, "type").equals(READY)
          && Fields.text(condition, "status").equals("True")) {
        return Condition.holds(PARENT_READY);
      }
    }
    return Condition.fails(
        PARENT_READY,
        "InferenceServiceNotReady",
        "the service " + known.service().metadata().name() + " is not ready");
  }

  private Condition multiModel() {
    ParentServer known = parent;
    if (known == null) {
      return unknown(MULTI_MODEL);
    }
    String why = known.whyNotSeveral();
    return why.isEmpty()
        ? Condition.holds(MULTI_MODEL)
        : Condition.fails(
            MULTI_MODEL,
            "IsNotMMSPredictor",
            "spec.inferenceService: the predictor of "
                + known.service().metadata().name()
                + " does not take models that come and go: "
                + why);
  }

  private Condition framework(ApiObject model) {
    ParentServer known = parent;
    if (known == null) {
      return unknown(FRAMEWORK);
    }
    String framework = Fields.text(model.spec(), "model", "framework");
    Set<String> offered = known.frameworks();
    return offered.isEmpty() || offered.contains(framework)
        ? Condition.holds(FRAMEWORK)
        : Condition.fails(
            FRAMEWORK,
            "FrameworkNotSupported",
            "spec.model.framework: \""
                + framework
                + "\" is not served (offered: "
                + String.join(", ", offered)
                + ")");
  }

  private static Condition unknown(String type) {
    return Condition.pending(type, "InferenceServiceNotReady", "there is no service");
  }

  /** The memory that the server's models may take together; null if it has no limit. */
  private @Nullable BigDecimal room() {
    Object limit = parent == null ? null : parent.memory();
    return limit == null ? null : Quantity.value(String.valueOf(limit));
  }
}
