// SPDX-License-Identifier: Apache-2.0
package io.slipway.loadtests.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HttpAnswersTest {
  private final HttpAnswers answers = new HttpAnswers();

  @Test
  void findsAnswersOneBehindTheOther() {
    String two =
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"
            + "HTTP/1.1 503 \r\nContent-Length: 0\r\n\r\n";
    assertThat(whole(two)).containsExactly(200, 503);
    assertThat(answers.closes()).isFalse();
  }

  @Test
  void findsThemHoweverTheyAreCut() {
    String continued = "HTTP/1.1 100 Continue\r\n\r\n";
    String letters = "1a;x=y\r\nabcdefghijklmnopqrstuvwxyz\r\n1\r\n!\r\n";
    String chunked =
        "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n%s0\r\nTrailer: x\r\n\r\n"
            .formatted(letters);
    String plain =
        "HTTP/1.1 429 Too Many\r\ncontent-length: 12\r\n\r\n%s".formatted("HTTP/1.1 200");
    String text = continued + chunked + plain;
    assertThat(whole(text)).containsExactly(200, 429);
    assertThat(byteByByte(text)).containsExactly(200, 429);
  }

  @Test
  void seesThatAConnectionEnds() {
    assertThat(whole("HTTP/1.1 200 OK\r\nConnection: Close\r\ncontent-length: 0\r\n\r\n"))
        .containsExactly(200);
    assertThat(answers.closes()).isTrue();
    assertThat(whole("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\ncontent-length: 0\r\n\r\n"))
        .containsExactly(200);
    assertThat(answers.closes()).isFalse();
    assertThat(whole("HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n")).containsExactly(200);
    assertThat(answers.closes()).isTrue();
  }

  @Test
  void tellsWhatIsNoHttp() {
    assertThat(whole("SSH-2.0-OpenSSH\r\n")).containsExactly(HttpAnswers.UNREADABLE);
    assertThat(whole("HTTP/1.1 2x0 OK\r\n")).containsExactly(HttpAnswers.UNREADABLE);
  }

  private List<Integer> whole(String text) {
    List<Integer> found = new ArrayList<>();
    readAll(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII), found);
    return found;
  }

  private List<Integer> byteByByte(String text) {
    List<Integer> found = new ArrayList<>();
    ByteBuf in = Unpooled.buffer();
    for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
      readAll(in.writeByte(b), found);
    }
    return found;
  }

  private void readAll(ByteBuf in, List<Integer> found) {
    int status = answers.read(in);
    while (status != HttpAnswers.MORE) {
      found.add(status);
      if (status == HttpAnswers.UNREADABLE) {
        return;
      }
      status = answers.read(in);
    }
  }
}
