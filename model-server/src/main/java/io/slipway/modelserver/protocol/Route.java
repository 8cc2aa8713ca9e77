// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.protocol;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ServingException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a method and a path ask for. Pure. */
sealed interface Route {
  record Alive() implements Route {}

  record Live() implements Route {}

  record Ready() implements Route {}

  record Metrics() implements Route {}

  record ServerMetadata() implements Route {}

  record ServerLive() implements Route {}

  record ServerReady() implements Route {}

  record Models() implements Route {}

  record ModelMetadata(String model, @Nullable String version) implements Route {}

  record ModelReady(String model, @Nullable String version) implements Route {}

  record Infer(String model, @Nullable String version) implements Route {}

  /**
   * @param model null for all
   */
  record Statistics(@Nullable String model, @Nullable String version) implements Route {}

  /**
   * The OpenAPI document, as MLServer has it there.
   *
   * @param model null for the whole server
   * @param page true for the same to read
   */
  record Documentation(@Nullable String model, @Nullable String version, boolean page)
      implements Route {}

  /** Of the model repository and model configuration extensions. */
  sealed interface OfRepository extends Route {}

  record ModelConfig(String model, @Nullable String version) implements OfRepository {}

  record RepositoryIndex(@Nullable String repository) implements OfRepository {}

  record RepositoryLoad(@Nullable String repository, String model) implements OfRepository {}

  record RepositoryUnload(@Nullable String repository, String model) implements OfRepository {}

  /**
   * KServe's v1, and what TensorFlow Serving has beside it. A version is null where the path names
   * none.
   */
  sealed interface V1 extends Route {
    record Models() implements V1 {}

    record Model(String model, @Nullable String version) implements V1 {}

    record Metadata(String model, @Nullable String version) implements V1 {}

    record Predict(String model, @Nullable String version) implements V1 {}

    record Explain(String model, @Nullable String version) implements V1 {}

    /** {@code :classify} and {@code :regress}, which take lists of examples. */
    record Examples(String model, @Nullable String version) implements V1 {}

    /** Any of the above, for a version that is named by a label. */
    record Labelled(String model, String label) implements V1 {}
  }

  /** The two paths of Amazon SageMaker's containers. */
  sealed interface SageMaker extends Route {
    record Ping() implements SageMaker {}

    record Invocations() implements SageMaker {}
  }

  /** Of the shared memory extensions. */
  sealed interface OfSharedMemory extends Route {}

  /**
   * @param region null for all
   */
  record SharedMemoryStatus(@Nullable String region) implements OfSharedMemory {}

  record SharedMemoryRegister(String region) implements OfSharedMemory {}

  /**
   * @param region null for all
   */
  record SharedMemoryUnregister(@Nullable String region) implements OfSharedMemory {}

  /**
   * @param unregistersAll that of all regions is asked for, which there are none of
   */
  record CudaSharedMemory(boolean unregistersAll) implements OfSharedMemory {}

  /** Predictions in other forms than those of {@link Infer}. */
  sealed interface OfGenerate extends Route {}

  record Generate(String model, @Nullable String version) implements OfGenerate {}

  record GenerateStream(String model, @Nullable String version) implements OfGenerate {}

  record InferStream(String model, @Nullable String version) implements OfGenerate {}

  /** Settings of the server that clients read, and those that may change them. */
  sealed interface Settings extends Route {
    /**
     * @param change false to read them
     */
    record Log(boolean change) implements Settings {}

    /**
     * @param model null for all that have none of their own
     */
    record Trace(@Nullable String model, boolean change) implements Settings {}
  }

  record NotFound() implements Route {}

  /**
   * @param allowed the value of the Allow header
   */
  record MethodNotAllowed(String allowed) implements Route {}

  String GET = "GET";
  String POST = "POST";

  /**
   * @param path percent-encoded, without the query
   */
  static Route parse(String method, String path) {
    if (path.startsWith("/v2/models/")) {
      return v2Model(method, path, "/v2/models/".length());
    }
    if (path.startsWith("/v1/models/")) {
      return V1Path.parse(method, path.substring("/v1/models/".length()));
    }
    if (path.startsWith(SharedMemoryPath.SYSTEM) || path.startsWith(SharedMemoryPath.CUDA)) {
      return SharedMemoryPath.parse(method, path);
    }
    if (path.startsWith("/v2/repository/")) {
      return repository(method, path.substring("/v2/repository/".length()).split("/", -1));
    }
    if (path.equals("/v2/logging")) {
      return readOrChange(method, new Settings.Log(method.equals(POST)));
    }
    if (path.equals("/v2/trace/setting")) {
      return readOrChange(method, new Settings.Trace(null, method.equals(POST)));
    }
    Route route =
        switch (path) {
          case "/" -> new Alive();
          case DeployContract.LIVE_PATH, DeployContract.HEALTH_PATH -> new Live();
          case DeployContract.READY_PATH -> new Ready();
          case DeployContract.METRICS_PATH -> new Metrics();
          case "/v2", "/v2/" -> new ServerMetadata();
          case "/v2/health/live" -> new ServerLive();
          case "/v2/health/ready" -> new ServerReady();
          case "/v2/models" -> new Models();
          case "/v2/docs", "/v2/docs/" -> new Documentation(null, null, true);
          case "/v2/docs/dataplane.json" -> new Documentation(null, null, false);
          case "/v1/models" -> new V1.Models();
          case "/ping" -> new SageMaker.Ping();
          case "/invocations" -> new SageMaker.Invocations();
          default -> new NotFound();
        };
    if (route instanceof NotFound) {
      return route;
    }
    return only(route instanceof SageMaker.Invocations ? POST : GET, method, route);
  }

  private static Route v2Model(String method, String path, int begin) {
    int end = path.indexOf('/', begin);
    if (end < 0 && path.startsWith("stats", begin) && path.length() == begin + 5) {
      return only(GET, method, new Statistics(null, null));
    }
    if (end < 0) {
      return only(GET, method, new ModelMetadata(decode(path.substring(begin)), null));
    }
    String model = decode(path.substring(begin, end));
    String rest = path.substring(end);
    String version = null;
    if (rest.startsWith("/versions/")) {
      int versionEnd = rest.indexOf('/', "/versions/".length());
      version =
          decode(
              rest.substring("/versions/".length(), versionEnd < 0 ? rest.length() : versionEnd));
      rest = versionEnd < 0 ? "" : rest.substring(versionEnd);
    }
    if (version == null && rest.equals("/trace/setting") && !model.isEmpty()) {
      return readOrChange(method, new Settings.Trace(model, method.equals(POST)));
    }
    if (model.isEmpty() || (version != null && version.isEmpty())) {
      return new NotFound();
    }
    return switch (rest) {
      case "" -> only(GET, method, new ModelMetadata(model, version));
      case "/ready" -> only(GET, method, new ModelReady(model, version));
      case "/stats" -> only(GET, method, new Statistics(model, version));
      case "/config" -> only(GET, method, new ModelConfig(model, version));
      case "/infer" -> only(POST, method, new Infer(model, version));
      case "/generate" -> only(POST, method, new Generate(model, version));
      case "/generate_stream" -> only(POST, method, new GenerateStream(model, version));
      case "/infer_stream" -> only(POST, method, new InferStream(model, version));
      case "/docs", "/docs/" -> only(GET, method, new Documentation(model, version, true));
      case "/docs/dataplane.json" -> only(GET, method, new Documentation(model, version, false));
      default -> new NotFound();
    };
  }

  /** {@code [REPOSITORY/]index} and {@code [REPOSITORY/]models/MODEL/load} or {@code unload}. */
  private static Route repository(String method, String[] parts) {
    int end = parts.length;
    boolean named = end == 2 || end == 4;
    String repository = named ? decode(parts[0]) : null;
    if (repository != null && repository.isEmpty()) {
      return new NotFound();
    }
    if (end <= 2) {
      return parts[end - 1].equals("index")
          ? only(POST, method, new RepositoryIndex(repository))
          : new NotFound();
    }
    if (end > 4 || !parts[end - 3].equals("models") || parts[end - 2].isEmpty()) {
      return new NotFound();
    }
    String model = decode(parts[end - 2]);
    return switch (parts[end - 1]) {
      case "load" -> only(POST, method, new RepositoryLoad(repository, model));
      case "unload" -> only(POST, method, new RepositoryUnload(repository, model));
      default -> new NotFound();
    };
  }

  static Route only(String allowed, String method, Route route) {
    if (method.equals(allowed) || (allowed.equals(GET) && method.equals("HEAD"))) {
      return route;
    }
    return new MethodNotAllowed(allowed.equals(GET) ? "GET, HEAD" : allowed);
  }

  private static Route readOrChange(String method, Route route) {
    return switch (method) {
      case GET, "HEAD", POST -> route;
      default -> new MethodNotAllowed("GET, HEAD, POST");
    };
  }

  static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ServingException.invalid(
          "path segment '" + segment + "' is not valid percent-encoding");
    }
  }
}
