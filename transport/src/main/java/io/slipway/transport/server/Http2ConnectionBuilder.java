// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.server;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import io.slipway.transport.http.Peer;

/** Makes HTTP/2 connections, with Netty's protections set from our limits. */
final class Http2ConnectionBuilder
    extends AbstractHttp2ConnectionHandlerBuilder<Http2Connection, Http2ConnectionBuilder> {
  /** What a client may send on one stream before we have taken it. */
  private static final int STREAM_WINDOW_BYTES = 1 << 20;

  private static final int MAX_FRAME_BYTES = 64 * 1024;

  private final ServerScope scope;
  private final LoopWatch watch;
  private final Peer peer;

  private Http2ConnectionBuilder(ServerScope scope, LoopWatch watch, Peer peer) {
    this.scope = scope;
    this.watch = watch;
    this.peer = peer;
    TransportConfig config = scope.config();
    DefaultHttp2Connection streams = new DefaultHttp2Connection(true);
    // answers are small and equal: no priority tree
    streams
        .remote()
        .flowController(
            new DefaultHttp2RemoteFlowController(
                streams, new UniformStreamByteDistributor(streams)));
    // a stream whose messages nobody takes for now is held back by its own window alone
    streams.local().flowController(new DefaultHttp2LocalFlowController(streams, 0.5f, true));
    connection(streams);
    initialSettings(
        new Http2Settings()
            .maxConcurrentStreams(config.maxConcurrentStreams())
            .initialWindowSize(STREAM_WINDOW_BYTES)
            .maxFrameSize(MAX_FRAME_BYTES)
            .maxHeaderListSize(config.maxHeaderListBytes()));
    validateHeaders(true);
    decoderEnforceMaxRstFramesPerWindow(config.resetsPerWindow(), FloodGuard.WINDOW_SECONDS);
    encoderEnforceMaxRstFramesPerWindow(config.resetsPerWindow(), FloodGuard.WINDOW_SECONDS);
    encoderEnforceMaxQueuedControlFrames(config.controlFramesPerWindow());
    gracefulShutdownTimeoutMillis(config.drainTimeout().toMillis());
  }

  @Override
  protected Http2Connection build() {
    return super.build();
  }

  @Override
  protected Http2Connection build(
      Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
    return new Http2Connection(decoder, encoder, settings, scope, watch, peer);
  }

  static Http2Connection connection(ServerScope scope, LoopWatch watch, Peer peer) {
    return new Http2ConnectionBuilder(scope, watch, peer).build();
  }
}
