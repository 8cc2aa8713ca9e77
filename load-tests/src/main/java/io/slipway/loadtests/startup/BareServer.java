// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.startup;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The least that answers a prediction: Netty, ONNX Runtime and string cutting, no checks, no
 * limits, no metrics. The yardstick of the start-up benchmark.
 *
 * <p>{@code BareServer PORT MODEL [train]}; with {@code train} it asks itself once and exits, to
 * make an AOT cache.
 */
public final class BareServer {
  private BareServer() {}

  public static void main(String[] args) throws Exception {
    Channel bound = start(Integer.parseInt(args[0]), args[1]);
    System.out.println("ready");
    if (args.length > 2) {
      ask(((InetSocketAddress) bound.localAddress()).getPort());
      System.exit(0);
    }
    bound.closeFuture().sync();
  }

  /** Serves that model file; nothing stops it. */
  static Channel start(int port, String model) throws OrtException, InterruptedException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession session = session(environment, model);
    ExecutorService worker =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1024));
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    return new ServerBootstrap()
        .group(loops)
        .channel(EpollServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(1 << 20),
                        new Predict(environment, session, worker));
              }
            })
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .sync()
        .channel();
  }

  private static OrtSession session(OrtEnvironment environment, String model) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      return environment.createSession(model, options);
    }
  }

  /** One prediction of the model of the benchmark. */
  static void ask(int port) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + port + "/v2/models/iris/infer")
                .toURL()
                .openConnection();
    connection.setDoOutput(true);
    connection
        .getOutputStream()
        .write(
            "{\"inputs\":[{\"name\":\"X\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[5.1,3.5,1.4,0.2]}]}"
                .getBytes(StandardCharsets.UTF_8));
    try (InputStream in = connection.getInputStream()) {
      System.out.println(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static final class Predict extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ExecutorService worker;

    Predict(OrtEnvironment environment, OrtSession session, ExecutorService worker) {
      this.environment = environment;
      this.session = session;
      this.worker = worker;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      String body = request.content().toString(StandardCharsets.UTF_8);
      worker.execute(() -> context.writeAndFlush(answer(body)));
    }

    private DefaultFullHttpResponse answer(String body) {
      int begin = body.indexOf("\"data\":[") + "\"data\":[".length();
      String[] numbers = body.substring(begin, body.indexOf(']', begin)).split(",", -1);
      FloatBuffer values = FloatBuffer.allocate(numbers.length);
      for (String number : numbers) {
        values.put(Float.parseFloat(number.strip()));
      }
      values.flip();
      String input = session.getInputNames().iterator().next();
      try (OnnxTensor tensor =
              OnnxTensor.createTensor(environment, values, new long[] {numbers.length / 4, 4});
          OrtSession.Result result = session.run(Map.of(input, tensor))) {
        String json =
            "{\"outputs\":[{\"data\":%s},{\"data\":%s}]}"
                .formatted(
                    Arrays.toString((long[]) result.get(0).getValue()),
                    Arrays.deepToString((float[][]) result.get(1).getValue()));
        DefaultFullHttpResponse response =
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.OK,
                Unpooled.copiedBuffer(json, StandardCharsets.UTF_8));
        response
            .headers()
            .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        return response;
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
