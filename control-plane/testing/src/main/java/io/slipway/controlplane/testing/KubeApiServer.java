// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * Kubernetes' own API: etcd and kube-apiserver on free ports of loopback, with an empty database in
 * a temporary directory that goes away with it. No controllers run: no namespace is finalized,
 * nothing is garbage-collected, no Pod is scheduled. Admission plugins that wait for such a
 * controller (ServiceAccount) or for webhooks are off; nobody is served without a credential.
 *
 * <p>A start takes about three seconds. May be used by several threads; the one that started it
 * closes it. Processes that are left when the JVM ends are killed then.
 */
public final class KubeApiServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final ServerFiles files;
  private final ServerProcess etcd;
  private final ServerProcess server;
  private final URI url;
  private final URI etcdUrl;

  private KubeApiServer(
      ServerFiles files, ServerProcess etcd, ServerProcess server, URI etcdUrl, URI url) {
    this.files = files;
    this.etcd = etcd;
    this.server = server;
    this.etcdUrl = etcdUrl;
    this.url = url;
  }

  /** Starts both; the API answers and its bootstrap objects exist when this returns. */
  public static KubeApiServer start() {
    return start(List.of());
  }

  /** As {@link #start()}, with more options of kube-apiserver. */
  public static KubeApiServer start(List<String> options) {
    try {
      ServerFiles files = ServerFiles.create();
      FreePorts ports = FreePorts.take(3);
      URI etcdUrl = URI.create("http://127.0.0.1:" + ports.get(0));
      URI peerUrl = URI.create("http://127.0.0.1:" + ports.get(1));
      URI url = URI.create("https://127.0.0.1:" + ports.get(2));
      ServerProcess etcd =
          ServerProcess.start(
              KubernetesBinaries.etcd(), Arguments.ofEtcd(files, etcdUrl, peerUrl), files.log());
      ServerProcess server =
          ServerProcess.start(
              KubernetesBinaries.kubeApiServer(),
              Arguments.ofApiServer(files, etcdUrl, ports.get(2), options),
              files.log());
      KubeApiServer started = new KubeApiServer(files, etcd, server, etcdUrl, url);
      started.awaitReady();
      files.writeKubeconfig(url);
      return started;
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError("the Kubernetes API could not be started", e);
    }
  }

  /** For example {@code https://127.0.0.1:40123}. */
  public URI url() {
    return url;
  }

  /** A bearer token of a member of {@code system:masters}. */
  public String token() {
    return ServerFiles.TOKEN;
  }

  /** A bearer token of the user {@code nobody}, whom no rule allows anything. */
  public String powerlessToken() {
    return ServerFiles.POWERLESS_TOKEN;
  }

  /** The certificates (PEM) that the server's own one is checked with. */
  public Path caFile() {
    return files.serverCertificate();
  }

  /** A kubeconfig with address, certificates and {@link #token()}. */
  public Path kubeconfig() {
    return files.kubeconfig();
  }

  /** Trusts this server and nobody else. */
  public SSLContext sslContext() {
    return Trust.only(caFile());
  }

  /** Forgets the history before this resourceVersion: who still asks for it is told 410. */
  public void compact(long resourceVersion) {
    HttpRequest request =
        HttpRequest.newBuilder(etcdUrl.resolve("/v3/kv/compaction"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"revision\": \"%d\", \"physical\": true}".formatted(resourceVersion)))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString(UTF_8));
      if (answer.statusCode() != 200) {
        throw new AssertionError("etcd did not compact: " + answer.body());
      }
    } catch (IOException e) {
      throw new AssertionError("etcd did not compact", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while etcd compacted", e);
    }
  }

  @Override
  public void close() {
    // nothing of them is kept, so neither is asked to end in good order, which would take seconds
    server.kill();
    etcd.kill();
    files.delete();
  }

  private void awaitReady() throws IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    // kube-apiserver writes the certificate that clients check it with as one of its first acts
    while (!Files.exists(files.serverKey()) || !ready()) {
      if (System.nanoTime() - deadline > 0 || !etcd.stillRuns() || !server.stillRuns()) {
        String log = Files.readString(files.log(), UTF_8);
        close();
        throw new AssertionError("the Kubernetes API did not start:\n" + log);
      }
    }
  }

  private boolean ready() {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/readyz"))
            .timeout(Duration.ofSeconds(5))
            .header("Authorization", "Bearer " + token())
            .build();
    try (HttpClient client = HttpClient.newBuilder().sslContext(sslContext()).build()) {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false; // it does not listen yet; the caller asks again until its limit
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the Kubernetes API started", e);
    }
  }

  /** The command lines. */
  private static final class Arguments {
    static List<String> ofEtcd(ServerFiles files, URI clients, URI peers) {
      return List.of(
          "--data-dir=" + files.database(),
          "--unsafe-no-fsync",
          "--log-level=warn",
          "--listen-client-urls=" + clients,
          "--advertise-client-urls=" + clients,
          "--listen-peer-urls=" + peers,
          "--initial-advertise-peer-urls=" + peers,
          "--initial-cluster=default=" + peers);
    }

    static List<String> ofApiServer(ServerFiles files, URI etcd, int port, List<String> options) {
      List<String> all = new ArrayList<>(usual(files, etcd, port));
      all.addAll(options);
      return all;
    }

    private static List<String> usual(ServerFiles files, URI etcd, int port) {
      return List.of(
          "--etcd-servers=" + etcd,
          "--bind-address=127.0.0.1",
          "--advertise-address=127.0.0.1",
          "--secure-port=" + port,
          // the address of the API is loopback, which no Endpoints object may hold
          "--endpoint-reconciler-type=none",
          "--service-cluster-ip-range=10.97.128.0/17",
          "--authorization-mode=RBAC",
          "--anonymous-auth=false",
          "--token-auth-file=" + files.tokens(),
          "--service-account-issuer=https://kubernetes.default.svc",
          "--service-account-key-file=" + files.publicKey(),
          "--service-account-signing-key-file=" + files.privateKey(),
          "--cert-dir=" + files.directory(),
          "--enable-priority-and-fairness=false",
          "--disable-admission-plugins=ServiceAccount,MutatingAdmissionWebhook,"
              + "ValidatingAdmissionWebhook,ValidatingAdmissionPolicy,MutatingAdmissionPolicy,"
              + "ResourceQuota",
          "--profiling=false",
          // lists of old versions come from etcd, so that what it has forgotten is gone
          "--feature-gates=ListFromCacheSnapshot=false,ContainerStopSignals=true");
    }
  }
}
