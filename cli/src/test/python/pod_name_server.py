# SPDX-License-Identifier: Apache-2.0
"""A server that listens on port 8080, of all addresses unless LISTEN says one, and answers with its Pod's name."""

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = os.environ["POD_NAME"].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer((os.environ.get("LISTEN", "0.0.0.0"), 8080), Handler).serve_forever()
