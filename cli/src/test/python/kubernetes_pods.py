# SPDX-License-Identifier: Apache-2.0
"""Logs, commands and ports of Pods by the kubernetes client.

kubernetes_pods.py KUBECONFIG POD ECHO_POD ECHO_PORT; prints the name of each check that has passed.
"""

import sys

from kubernetes import client, config, watch
from kubernetes.stream import portforward, stream

kubeconfig, pod, echo, port = sys.argv[1:5]
config.load_kube_config(kubeconfig)
core = client.CoreV1Api()

assert core.read_namespaced_pod_log(pod, "default") == "one\ntwo\n"
assert core.read_namespaced_pod_log(pod, "default", tail_lines=1) == "two\n"
print("log")

lines = []
for line in watch.Watch().stream(core.read_namespaced_pod_log, name=pod, namespace="default"):
    lines.append(line)
    if len(lines) == 2:
        break
assert lines == ["one", "two"], lines
print("follow")



def execute(script: str, **more):
    """Runs a script of the shell in the Pod."""
    options = {"stdin": False, "stdout": True, "stderr": True, "tty": False, **more}
    return stream(core.connect_get_namespaced_pod_exec, pod, "default", command=["sh", "-c", script], **options)


output = execute("echo out; echo err >&2")
assert sorted(output.split()) == ["err", "out"], output
print("exec")

call = execute("exit 7", _preload_content=False)
call.run_forever(timeout=30)
assert call.returncode == 7, call.returncode
print("exit code")

call = execute("read line; echo got $line", stdin=True, _preload_content=False)
call.write_stdin("hello\n")
assert call.readline_stdout(timeout=30) == "got hello"
call.run_forever(timeout=30)
assert call.returncode == 0, call.returncode
print("input")

forward = portforward(core.connect_get_namespaced_pod_portforward, echo, "default", ports=port)
connection = forward.socket(int(port))
connection.settimeout(30)
connection.sendall(b"hello over the port\n")
received = b""
while not received.endswith(b"\n"):
    received += connection.recv(1024)
assert received == b"HELLO OVER THE PORT\n", received
assert forward.error(int(port)) is None, forward.error(int(port))
connection.close()
print("ports")
