// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.probe;

import io.slipway.controlplane.agent.spec.ProbeAction.HttpGet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A GET. As a kubelet does, it believes every certificate. */
final class HttpProbe {
  private HttpProbe() {}

  /** Made at the first probe of this kind. */
  private static final class Client {
    static final HttpClient PLAIN = client(null);
    static final HttpClient TRUSTING = client(trusting());

    private static HttpClient client(@org.jspecify.annotations.Nullable SSLContext tls) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .proxy(java.net.http.HttpClient.Builder.NO_PROXY);
      return tls == null ? builder.build() : builder.sslContext(tls).build();
    }

    private static SSLContext trusting() {
      try {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new TrustsAll()}, null);
        return tls;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has TLS", e);
      }
    }
  }

  /** What an answer is wanted for. */
  enum Purpose {
    PROBE("kube-probe"),
    HOOK("kube-lifecycle");

    private final String agent;

    Purpose(String agent) {
      this.agent = agent;
    }

    /** A hook has been heard when there is an answer. */
    private boolean isGood(int status) {
      return this == HOOK || (status >= 200 && status < 400);
    }
  }

  static ProbeResult get(HttpGet probe, String host, int port, Duration timeout, Purpose purpose)
      throws IOException, InterruptedException {
    String path = probe.path().startsWith("/") ? probe.path() : "/" + probe.path();
    String at = host.contains(":") ? "[" + host + "]" : host;
    boolean tls = probe.scheme().equals("HTTPS");
    URI uri = URI.create((tls ? "https://" : "http://") + at + ":" + port + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header("User-Agent", purpose.agent + "/slipway");
    for (Map.Entry<String, String> header : probe.headers().entrySet()) {
      if (!header.getKey().equalsIgnoreCase("host")) {
        request.setHeader(header.getKey(), header.getValue());
      }
    }
    try {
      HttpClient client = tls ? Client.TRUSTING : Client.PLAIN;
      HttpResponse<Void> response = client.send(request.build(), BodyHandlers.discarding());
      int status = response.statusCode();
      return purpose.isGood(status)
          ? ProbeResult.SUCCESS
          : ProbeResult.failure("HTTP probe failed with statuscode: " + status);
    } catch (HttpTimeoutException e) {
      return ProbeResult.failure("Get \"%s\": %s".formatted(uri, "timeout"));
    } catch (IOException e) {
      String why = e.getMessage() == null ? "connection refused" : e.getMessage();
      return ProbeResult.failure("Get \"%s\": %s".formatted(uri, why));
    }
  }

  /** The probe asks whether somebody answers, not who. */
  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
