// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.command;

import io.slipway.cli.command.PeerFlag.Meaning;
import io.slipway.cli.command.PeerFlag.Meaning.Always;
import io.slipway.cli.command.PeerFlag.Meaning.NoEffect;
import io.slipway.cli.command.PeerFlag.Meaning.Read;
import io.slipway.cli.command.PeerFlag.Meaning.Refused;
import io.slipway.cli.command.PeerFlag.Meaning.Renamed;
import io.slipway.cli.command.PeerFlag.Meaning.Same;
import io.slipway.cli.command.PeerFlag.Peer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The flags of KServe's model servers and of Triton, as scripts and runtimes give them: a closed
 * list, of which docs/server-flags.md is the readable form. Only looked at when a word is no option
 * of ours.
 */
final class PeerFlags {
  private static final String TUNED = "set %s instead";
  private static final String FIXED_HTTP2 = "the limits of HTTP/2 connections are fixed";
  private static final String TLS = "TLS is for both ports; use --tls-cert, --tls-key";
  private static final String OTHER_SERVER =
      "this server runs models itself and calls no other predictor";
  private static final String NO_GPU = "models run on the CPU";

  private static final List<PeerFlag> ALL = all();

  private PeerFlags() {}

  static List<PeerFlag> list() {
    return ALL;
  }

  static @Nullable PeerFlag named(String name) {
    for (PeerFlag flag : ALL) {
      if (flag.name().equals(name)) {
        return flag;
      }
    }
    return null;
  }

  private static List<PeerFlag> all() {
    List<PeerFlag> flags = new ArrayList<>();
    kserve(flags);
    tritonModels(flags);
    tritonLogging(flags);
    tritonHttp(flags);
    tritonGrpc(flags);
    tritonServices(flags);
    tritonEngines(flags);
    return List.copyOf(flags);
  }

  private static void kserve(List<PeerFlag> flags) {
    Adder add = new Adder(flags, Peer.KSERVE);
    add.flag("--http_port", new Renamed("--http-port"));
    add.flag("--grpc_port", new Renamed("--grpc-port"));
    add.flag(
        "--model_name",
        new Read("the name in `NAME=PATH`; `model` if absent", PeerFlagReading::modelName));
    add.flag("--model_dir", new Read("the path in `NAME=PATH`", PeerFlagReading::modelDirectory));
    add.flag("--workers", new Same("as requests at once in one process"));
    add.flag("--nthread", new Renamed("--threads"));
    add.flag("--max_threads", new NoEffect(TUNED.formatted("--workers")));
    add.flag("--max_asyncio_workers", new NoEffect(TUNED.formatted("--workers")));
    add.flag("--enable_grpc", new Always("true", "both ports speak gRPC"));
    add.flag("--enable_docs_url", new NoEffect("/v2/docs is always there"));
    add.flag("--enable_latency_logging", new NoEffect("how long requests take is in the metrics"));
    add.flag("--configure_logging", new NoEffect("use --log-format and --log-level"));
    add.flag("--log_config_file", new Refused("use --log-format and --log-level"));
    add.flag("--access_log_format", new Refused("there is no log of requests"));
    add.flag("--grpc_max_send_message_length", new NoEffect("answers have no limit"));
    add.flag("--grpc_max_receive_message_length", new Refused("use --max-body-mib"));
    for (String predictor :
        List.of(
            "--predictor_host",
            "--predictor_protocol",
            "--predictor_use_ssl",
            "--predictor_request_timeout_seconds",
            "--predictor_request_retries",
            "--enable_predictor_health_check")) {
      add.flag(predictor, new Refused(OTHER_SERVER));
    }
  }

  private static void tritonModels(List<PeerFlag> flags) {
    Adder add = new Adder(flags, Peer.TRITON);
    add.flag("--model-repository", new Same(""));
    add.flag("--model-store", new Renamed("--model-repository"));
    add.flag("--model-control-mode", new Same(""));
    add.flag("--repository-poll-secs", new Same(""));
    add.flag("--load-model", new Same(""));
    add.flag("--strict-readiness", new Same(""));
    add.flag(
        "--exit-on-error",
        new Same("but only if no model can be loaded, in mode `none`, if absent"));
    add.flag(
        "--strict-model-config",
        new Always("false", "what a configuration leaves out is completed from the model file"));
    add.flag(
        "--disable-auto-complete-config",
        new Refused("what a configuration leaves out is completed from the model file"));
    add.flag("--model-load-thread-count", new NoEffect("one loader for each core"));
    add.flag(
        "--model-load-retry-count", new Refused("a model that can't be loaded is not tried again"));
    add.flag("--model-namespacing", new Always("false", "models of one server have one name each"));
    add.flag("--exit-timeout-secs", new Same("but 20 if absent"));
    add.flag("--id", new Refused("the server calls itself slipway"));
  }

  private static void tritonLogging(List<PeerFlag> flags) {
    Adder add = new Adder(flags, Peer.TRITON);
    add.flag(
        "--log-verbose", new Read("`--log-level debug` if above 0", PeerFlagReading::logVerbose));
    add.flag("--log-info", new Read("`false`: `--log-level warn`", PeerFlagReading::logInfo));
    add.flag(
        "--log-warning", new Read("`false`: `--log-level error`", PeerFlagReading::logWarning));
    add.flag("--log-error", new Always("true", "errors are always logged"));
    add.flag("--log-format", new Same("with the values `text` and `json`"));
    add.flag("--log-file", new Refused("the log goes to stderr; redirect it"));
  }

  private static void tritonHttp(List<PeerFlag> flags) {
    Adder add = new Adder(flags, Peer.TRITON);
    add.flag("--allow-http", new Always("true", "both ports speak HTTP"));
    add.flag("--http-port", new Same("but 8080 if absent"));
    add.flag("--http-address", new Read("`--host`", PeerFlagReading::httpAddress));
    add.flag("--reuse-http-port", new Always("false", "one process has the port"));
    add.flag("--http-thread-count", new NoEffect("the cores say how many threads do this"));
    add.flag("--http-header-forward-pattern", new Same(""));
    add.flag("--http-restricted-api", new Same(""));
    add.flag(
        "--http-max-input-size",
        new Read("`--max-body-mib`, in bytes", PeerFlagReading::maxInputBytes));
  }

  private static void tritonGrpc(List<PeerFlag> flags) {
    Adder add = new Adder(flags, Peer.TRITON);
    add.flag("--allow-grpc", new Always("true", "both ports speak gRPC"));
    add.flag("--grpc-port", new Same("but 8081 if absent"));
    add.flag("--grpc-address", new Read("`--host`", PeerFlagReading::grpcAddress));
    add.flag("--reuse-grpc-port", new Always("false", "one process has the port"));
    add.flag("--grpc-header-forward-pattern", new Same(""));
    add.flag("--grpc-restricted-protocol", new Same(""));
    add.flag("--grpc-infer-response-compression-level", new Same(""));
    add.flag("--grpc-infer-thread-count", new NoEffect("the cores say how many threads do this"));
    add.flag("--grpc-infer-allocation-pool-size", new NoEffect("buffers are pooled by size"));
    add.flag("--grpc-max-response-pool-size", new NoEffect("buffers are pooled by size"));
    add.flag("--grpc-use-ssl", new Always("false", TLS));
    add.flag("--grpc-use-ssl-mutual", new Always("false", TLS + " and --tls-client-ca"));
    add.flag("--grpc-server-cert", new Refused(TLS));
    add.flag("--grpc-server-key", new Refused(TLS));
    add.flag("--grpc-root-cert", new Refused(TLS + " and --tls-client-ca"));
    for (String keepAlive :
        List.of(
            "--grpc-keepalive-time",
            "--grpc-keepalive-timeout",
            "--grpc-keepalive-permit-without-calls",
            "--grpc-http2-max-pings-without-data",
            "--grpc-http2-min-recv-ping-interval-without-data",
            "--grpc-http2-max-ping-strikes",
            "--grpc-max-connection-age",
            "--grpc-max-connection-age-grace")) {
      add.flag(keepAlive, new Refused(FIXED_HTTP2));
    }
  }

  private static void tritonServices(List<PeerFlag> flags) {
    Adder add = new Adder(flags, Peer.TRITON);
    String metrics = "metrics are at /metrics of both ports";
    add.flag("--allow-metrics", new Always("true", metrics));
    add.flag("--allow-gpu-metrics", new NoEffect("there are no metrics of processors"));
    add.flag("--allow-cpu-metrics", new NoEffect("there are no metrics of processors"));
    add.flag("--metrics-port", new Refused(metrics));
    add.flag("--metrics-address", new Refused(metrics));
    add.flag("--metrics-interval-ms", new NoEffect("metrics are read when they are asked for"));
    add.flag("--metrics-config", new Refused("metrics have one form"));
    add.flag("--allow-sagemaker", new NoEffect("/ping and /invocations are always there"));
    String sageMaker = "/ping and /invocations are at the HTTP port";
    add.flag("--sagemaker-port", new Refused(sageMaker));
    add.flag("--sagemaker-safe-port-range", new Refused(sageMaker));
    add.flag("--sagemaker-thread-count", new NoEffect("the cores say how many threads do this"));
    String vertex = "Vertex AI's protocol is not served";
    add.flag("--allow-vertex-ai", new Always("false", vertex));
    add.flag("--vertex-ai-port", new Refused(vertex));
    add.flag("--vertex-ai-thread-count", new Refused(vertex));
    add.flag("--vertex-ai-default-model", new Refused(vertex));
    add.flag("--allow-client-shm", new Same(""));
  }

  private static void tritonEngines(List<PeerFlag> flags) {
    Adder add = new Adder(flags, Peer.TRITON);
    String builtIn = "engines are built in";
    add.flag("--backend-directory", new Refused(builtIn));
    add.flag(
        "--backend-config", new Refused(builtIn + "; a model's config.pbtxt has their settings"));
    add.flag("--repoagent-directory", new Refused("there are no repository agents"));
    add.flag(
        "--cache-config",
        new Read("`local,size=N`: `--response-cache-byte-size N`", PeerFlagReading::cacheConfig));
    add.flag("--cache-directory", new Refused("the cache of answers is built in"));
    add.flag("--response-cache-byte-size", new Same(""));
    add.flag("--rate-limit", new Always("off", "--workers bounds what runs at once"));
    add.flag("--rate-limit-resource", new Refused("--workers bounds what runs at once"));
    add.flag("--pinned-memory-pool-byte-size", new NoEffect(NO_GPU));
    add.flag("--cuda-memory-pool-byte-size", new NoEffect(NO_GPU));
    add.flag("--cuda-virtual-address-size", new NoEffect(NO_GPU));
    add.flag("--min-supported-compute-capability", new NoEffect(NO_GPU));
    add.flag("--enable-peer-access", new NoEffect(NO_GPU));
    add.flag("--buffer-manager-thread-count", new NoEffect("tensors are not copied by threads"));
    add.flag("--host-policy", new Refused("use --pin-cpus"));
    add.flag("--trace-config", new Refused("use --trace-file and --trace-options"));
  }

  private record Adder(List<PeerFlag> flags, Peer peer) {
    void flag(String name, Meaning meaning) {
      flags.add(new PeerFlag(name, peer, meaning));
    }
  }
}
