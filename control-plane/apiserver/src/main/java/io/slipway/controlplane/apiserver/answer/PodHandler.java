// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.objects.ObjectBytes;
import io.slipway.controlplane.apiserver.objects.ObjectReads;
import io.slipway.controlplane.apiserver.pods.ChannelProtocol;
import io.slipway.controlplane.apiserver.pods.CommandSession;
import io.slipway.controlplane.apiserver.pods.CommandSession.Streams;
import io.slipway.controlplane.apiserver.pods.ContainerChoice;
import io.slipway.controlplane.apiserver.pods.ContainerRef;
import io.slipway.controlplane.apiserver.pods.LogQuery;
import io.slipway.controlplane.apiserver.pods.PodHost;
import io.slipway.controlplane.apiserver.pods.PortSession;
import io.slipway.controlplane.apiserver.pods.PortTunnel;
import io.slipway.controlplane.apiserver.request.ApiRequest;
import io.slipway.controlplane.apiserver.request.Query;
import io.slipway.controlplane.apiserver.request.Verb;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers calls of what a Pod has besides its object: its log, commands in it, its ports. */
final class PodHandler {
  private static final List<String> COMMANDS = List.of(ChannelProtocol.V5, ChannelProtocol.V4);
  private static final List<String> PORTS =
      List.of(ChannelProtocol.TUNNEL, ChannelProtocol.V4, ChannelProtocol.PORTS);
  private static final int MAX_PORT = 65535;

  /** As many as the number of a channel has place for. */
  private static final int MAX_PORTS = 100;

  private final ObjectReads reads;
  private final Rights rights;
  private final InstantSource clock;
  private volatile @Nullable PodHost host;

  PodHandler(ObjectReads reads, Rights rights, InstantSource clock) {
    this.reads = reads;
    this.rights = rights;
    this.clock = clock;
  }

  /** From now on this one runs Pods. */
  void host(PodHost host) {
    this.host = host;
  }

  static boolean answers(ApiRequest.Resource target) {
    return switch (target.subresource()) {
      case "log", "exec", "attach", "portforward" ->
          target.group().isEmpty() && target.resource().equals("pods");
      default -> false;
    };
  }

  ApiReply answer(ResourceCall call) {
    Verb verb = call.target().action();
    boolean isLog = call.target().subresource().equals("log");
    if (verb != Verb.GET && (isLog || verb != Verb.CREATE)) {
      throw ApiErrors.notAllowed();
    }
    if (!isLog) {
      checkCreate(call);
    }
    ObjectNode pod =
        ObjectBytes.read(
            reads.get(call.type(), call.namespace(), call.name()), call.kind().apiVersion());
    return switch (call.target().subresource()) {
      case "log" -> log(call, pod);
      case "exec" -> exec(call, pod);
      case "attach" -> attach(call, pod);
      default -> ports(call, pod);
    };
  }

  /** A WebSocket begins with a GET, but what it does is more than reading. */
  private void checkCreate(ResourceCall call) {
    ApiRequest.Resource to = call.target();
    rights.check(
        call.call().caller(),
        new ApiRequest.Resource(
            Verb.CREATE,
            to.group(),
            to.version(),
            to.namespace(),
            to.resource(),
            to.name(),
            to.subresource(),
            to.rest()));
  }

  private PodHost host() {
    PodHost there = host;
    if (there == null) {
      throw ApiErrors.unavailable("nothing runs Pods here (yet)");
    }
    return there;
  }

  private ApiReply log(ResourceCall call, ObjectNode pod) {
    LogQuery query = LogQuery.read(call.query(), call.name(), clock.instant());
    if (!ContainerChoice.hasHost(pod)) {
      return Replies.text(Replies.OK, "");
    }
    ContainerRef container = ContainerChoice.ofLog(pod, query.container(), query.previous());
    PodHost from = host();
    ApiReply.EventSource lines =
        sink -> {
          try {
            from.copyLog(container, query, new LogClient(sink));
          } catch (IOException e) {
            String why = "the log cannot be read any more: " + e.getMessage() + "\n";
            sink.send(why.getBytes(StandardCharsets.UTF_8)); // where a kubelet says it, too
          }
        };
    return SocketAnswers.isAskedFor(call.call())
        ? SocketAnswers.log(call.call(), lines)
        : new ApiReply.Events("text/plain", lines);
  }

  /** Who reads a log. */
  private record LogClient(ApiReply.EventSink sink) implements PodHost.Follower {
    @Override
    public boolean write(byte[] bytes, int from, int length) throws InterruptedException {
      return sink.send(Arrays.copyOfRange(bytes, from, from + length));
    }

    @Override
    public void onGone(Runnable action) {
      sink.onGone(action);
    }
  }

  private ApiReply exec(ResourceCall call, ObjectNode pod) {
    Streams streams = streams(call.query());
    List<String> command = call.query().all("command");
    if (command.isEmpty()) {
      throw ApiErrors.badRequest("command: none (expected: a program, then its arguments)");
    }
    ContainerRef container = ContainerChoice.running(pod, call.query().text("container"));
    PodHost in = host();
    return upgrade(
        call,
        COMMANDS,
        (socket, _) ->
            CommandSession.run(
                socket,
                streams,
                () -> in.exec(container, command, streams.stdin(), streams.tty())));
  }

  private ApiReply attach(ResourceCall call, ObjectNode pod) {
    Streams streams = streams(call.query());
    ContainerRef container = ContainerChoice.running(pod, call.query().text("container"));
    PodHost in = host();
    return upgrade(
        call,
        COMMANDS,
        (socket, _) ->
            CommandSession.run(
                socket, streams, () -> in.attach(container, streams.stdin(), streams.tty())));
  }

  private static Streams streams(Query query) {
    Boolean stdout = query.optionalFlag("stdout");
    Boolean stderr = query.optionalFlag("stderr");
    Streams streams =
        new Streams(
            query.flag("stdin"),
            stdout == null || stdout,
            stderr == null || stderr,
            query.flag("tty"));
    if (!streams.stdin() && !streams.stdout() && !streams.stderr()) {
      throw ApiErrors.badRequest("you must specify at least 1 of stdin, stdout, stderr");
    }
    return streams;
  }

  private ApiReply ports(ResourceCall call, ObjectNode pod) {
    ContainerRef to = ContainerChoice.pod(pod);
    PodHost in = host();
    List<Integer> ports = ports(call.query());
    return upgrade(
        call,
        PORTS,
        (socket, protocol) -> {
          PortSession.Connector connector = port -> in.connect(to, port);
          if (protocol.equals(ChannelProtocol.TUNNEL)) {
            PortTunnel.run(socket, connector);
          } else {
            PortSession.run(socket, ports, connector);
          }
        });
  }

  private static List<Integer> ports(Query query) {
    List<Integer> ports = new ArrayList<>();
    for (String parameter : query.all("ports")) {
      for (String text : parameter.split(",", -1)) {
        ports.add(port(text));
      }
    }
    if (ports.size() > MAX_PORTS) {
      throw ApiErrors.badRequest(
          "ports: " + ports.size() + " (expected: at most " + MAX_PORTS + ")");
    }
    return ports;
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException _) {
      // refused as other numbers are
    }
    throw ApiErrors.badRequest("ports: \"" + text + "\" (expected: 1 to " + MAX_PORT + ")");
  }

  private static ApiReply upgrade(ResourceCall call, List<String> known, ApiReply.SocketUse use) {
    if (!SocketAnswers.isAskedFor(call.call())) {
      throw ApiErrors.badRequest(
          "Upgrade request required: a WebSocket of "
              + String.join(" or ", known)
              + ", as kubectl 1.31 and newer ask for");
    }
    List<String> offered = SocketAnswers.offered(call.call());
    return new ApiReply.Upgrade(ChannelProtocol.choose(offered, known), use);
  }
}
