// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.error.ServingException;
import io.slipway.api.inference.InferenceEndpoint;
import io.slipway.api.model.ModelCatalog;
import io.slipway.api.model.ModelStatus;
import io.slipway.modelserver.execution.StatisticsSource;
import io.slipway.modelserver.repository.FixedModels;
import io.slipway.modelserver.repository.ModelControl;
import io.slipway.modelserver.repository.ModelRepository;
import io.slipway.modelserver.repository.SingleModelControl;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The models that an address speaks for, and the way to them.
 *
 * @param statistics asked for models of the catalog only
 * @param strictReadiness whether the scope is ready only while all its models are
 * @param caller who sees them so, null if nobody was asked who they are
 * @param countedAs the service whose limits hold for all requests of the scope, and in whose log
 *     they are; null if the name of each one's model says it
 * @param service whose own models these are: callers need to be allowed for it, and metrics name
 *     it; null if they are the namespace's, each of them a service of its name
 */
public record Scope(
    String namespace,
    ModelCatalog catalog,
    InferenceEndpoint endpoint,
    StatisticsSource statistics,
    ModelControl control,
    boolean strictReadiness,
    @Nullable KnownCaller caller,
    @Nullable String countedAs,
    @Nullable String service) {
  public Scope {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(statistics, "statistics");
    Objects.requireNonNull(control, "control");
  }

  /** As nobody in particular sees it. */
  public Scope(
      String namespace,
      ModelCatalog catalog,
      InferenceEndpoint endpoint,
      StatisticsSource statistics,
      ModelControl control,
      boolean strictReadiness) {
    this(namespace, catalog, endpoint, statistics, control, strictReadiness, null, null, null);
  }

  /** Models of services, all of which must be ready. */
  public static Scope of(String namespace, ModelRepository repository) {
    ModelControl control = new FixedModels(repository, FixedModels.SERVICES);
    return new Scope(namespace, repository, repository, repository, control, true);
  }

  /** Only the models of one name; all others are not found. */
  public Scope restrictedTo(String model) {
    return new Scope(
        namespace,
        new SingleModelCatalog(model, catalog),
        new SingleModelEndpoint(model, endpoint),
        statistics,
        new SingleModelControl(model, control),
        strictReadiness,
        null,
        countedAs,
        service);
  }

  /** The models of one service, whatever their names are. */
  public static Scope of(String namespace, String service, ModelRepository repository) {
    Scope all = of(namespace, repository);
    return all.with(all.catalog, all.endpoint, null, service);
  }

  /** The same, with all its requests counted as those of one service. */
  public Scope withCountedAs(String service) {
    return with(catalog, endpoint, service, this.service);
  }

  private Scope with(
      ModelCatalog models,
      InferenceEndpoint way,
      @Nullable String counted,
      @Nullable String ownedBy) {
    return new Scope(
        namespace, models, way, statistics, control, strictReadiness, caller, counted, ownedBy);
  }

  /** Which service's limits hold for a request for a model, and in whose log it is. */
  String counted(String model) {
    return countedAs == null ? model : countedAs;
  }

  /** The same while nothing of the service answers: no model is unknown, as any may come. */
  public Scope awaited() {
    return with(new AwaitedCatalog(catalog), endpoint, countedAs, service);
  }

  /** A service that is answered elsewhere over HTTP, for who comes otherwise. */
  public Scope elsewhere(String service) {
    return RemoteCall.elsewhere(this, new ServiceDirectory.ServiceName(namespace, service));
  }

  /** For one request, which is decoded for the version that it will go to. */
  Scope forRequest(String model, @Nullable String version) {
    String chosen = version == null || version.isEmpty() ? catalog.choose(model) : null;
    return chosen == null
        ? this
        : with(new ChosenVersion(catalog, model, chosen), endpoint, countedAs, service);
  }

  Scope withEndpoint(InferenceEndpoint other) {
    return with(catalog, other, countedAs, service);
  }

  /** True if every model of the scope answers, or need not. */
  boolean ready() {
    return !strictReadiness || catalog.models().stream().allMatch(ModelStatus::ready);
  }

  /**
   * @throws ServingException TOO_LARGE if the caller may not ask the model for that much at once
   */
  void requireSize(String model, long bytes) {
    if (caller != null) {
      caller.requireSize(namespace, counted(model), bytes);
    }
  }

  /**
   * @throws ServingException NOT_FOUND, or PERMISSION_DENIED if it is not for the caller to see
   */
  ModelStatus status(String model, @Nullable String version) {
    if (caller != null) {
      caller.requireService(namespace, model);
    }
    return catalog.model(model, version).orElseThrow(() -> ModelRepository.unknown(model, version));
  }

  /**
   * @throws ServingException NOT_FOUND, or UNAVAILABLE if the model does not answer now
   */
  ModelStatus readyStatus(String model, @Nullable String version) {
    ModelStatus status = status(model, version);
    if (!status.ready()) {
      throw ModelRepository.notReady(status);
    }
    return status;
  }
}
