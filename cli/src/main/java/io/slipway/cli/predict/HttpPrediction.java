// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.predict;

import io.slipway.api.deploy.DeployContract;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.transport.tls.ClientTls;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** A prediction over HTTP, v1 or v2. */
public final class HttpPrediction {
  private HttpPrediction() {}

  /**
   * @param path the path below the service, with {@code %s} for the model's name
   * @return the body of the answer
   * @throws ServingException if the server is not there, takes too long or refuses
   */
  public static String ask(
      PredictionServer server,
      String namespace,
      String name,
      String path,
      byte[] body,
      Duration timeout)
      throws IOException, InterruptedException {
    URI uri =
        server
            .url()
            .resolve(
                DeployContract.SERVING_PREFIX
                    + encode(namespace)
                    + "/"
                    + encode(name)
                    + path.formatted(encode(name)));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    String authorization = server.authorization();
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try (HttpClient client = client(server)) {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new ServingException(codeOf(response.statusCode()), response.body());
      }
      return response.body();
    } catch (ConnectException e) {
      throw new ServingException(
          ErrorCode.UNAVAILABLE,
          "nothing answers at " + server.url() + "; is 'slipway up' running, and is --url right?",
          e);
    } catch (SSLException e) {
      throw new ServingException(
          ErrorCode.UNAVAILABLE, "no TLS with " + server.url() + ": " + e.getMessage(), e);
    } catch (HttpTimeoutException e) {
      throw new ServingException(
          ErrorCode.DEADLINE_EXCEEDED, "no answer within " + timeout.toSeconds() + " s", e);
    }
  }

  private static HttpClient client(PredictionServer server) {
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    ClientTls tls = server.tls();
    return (tls == null ? builder : builder.sslContext(tls.context())).build();
  }

  private static ErrorCode codeOf(int status) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.httpStatus() == status) {
        return code;
      }
    }
    return status >= 500 ? ErrorCode.INTERNAL : ErrorCode.INVALID_ARGUMENT;
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
