# SPDX-License-Identifier: Apache-2.0
"""Sends back what each connection sends, in capital letters: echo_server.py PORT"""

import socketserver
import sys


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line.upper())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


Server(("0.0.0.0", int(sys.argv[1])), Echo).serve_forever()
