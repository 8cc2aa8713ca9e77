# SPDX-License-Identifier: Apache-2.0
"""The servers of ../servers: what each can do, and one that runs."""
import os
import random
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import messages
import processes

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VARIABLES = ["KIND", "TITLE", "VENV", "PACKAGES", "ABSENT", "MODELS", "PROTOCOLS", "WARM", "JSON_PATH", "BIN_PATH", "READY", "RPC", "CHECK"]
START_SECONDS = 180


def names():
    return sorted(f[:-3] for f in os.listdir(f"{HERE}/servers") if f.endswith(".sh") and not f.startswith("_"))


def describe(name, lab, model="MODEL"):
    """What the server's file says, as a dictionary; ABSENT also if its virtual environment is not there."""
    script = f'source "{HERE}/servers/_common.sh"; source "{HERE}/servers/{name}.sh"; for v in {" ".join(VARIABLES)}; do printf "%s\\0" "${{!v}}"; done'
    out = subprocess.run(["bash", "-c", script], env={**os.environ, "LAB": lab, "MODEL": model}, capture_output=True, text=True, check=True).stdout
    facts = dict(zip(VARIABLES, out.split("\0")))
    if facts["VENV"] and not facts["ABSENT"] and not os.path.isdir(f"{lab}/venvs/{facts['VENV']}"):
        facts["ABSENT"] = "not installed: load-tests/peers/setup did not run or failed for it"
    return facts


def versions(facts, lab):
    """Versions of the packages behind a server."""
    if not facts["PACKAGES"] or facts["ABSENT"]:
        return {}
    code = "import importlib.metadata as m, sys\nfor p in sys.argv[1:]: print(p, m.version(p))"
    command = [f"{lab}/venvs/{facts['VENV']}/bin/python", "-c", code, *facts["PACKAGES"].split()]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(line.split() for line in out.splitlines())


def free_ports():
    """Six ports in a row that nobody has: never load a server of somebody else."""
    for _ in range(1000):
        first = random.randrange(21000, 27000, 10)
        if all(is_free(port) for port in range(first, first + 6)):
            return first
    raise OSError("no six free ports in a row between 21000 and 27000")


def is_free(port):
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        with socket.socket(family) as probe:
            try:
                probe.bind((address, port))
            except OSError:
                return False
    return True


class Server:
    """One server with one model on one core, from start to stop. `with` stops it."""

    def __init__(self, name, model, lab, core, replies):
        self.name, self.model, self.core = name, model, core
        self.facts = describe(name, lab, model.name)
        self.protocols = self.facts["PROTOCOLS"].split()
        self.warm = float(self.facts["WARM"])
        self.work = f"{lab}/scratch/{name}-{os.getpid()}"
        self.log = f"{lab}/logs/{name}-{model.name}.log"
        first = free_ports()
        self.http, self.grpc = first, first + 1
        own = {"MODEL": model.name, "MODEL_DIR": model.directory, "WORK": self.work, "IMPL": f"{HERE}/impl", "LAB": lab, "REPLIES": replies}
        self.environment = {**os.environ, **own, "HTTP": str(first), "GRPC": str(first + 1), "METRICS": str(first + 2)}
        self.process = None

    def __enter__(self):
        """Starts it and waits until it is ready; cold_seconds and cold_cpu_seconds say what that took."""
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.work)
        os.makedirs(os.path.dirname(self.log), exist_ok=True)
        script = f'source "{HERE}/servers/_common.sh"; source "{HERE}/servers/{self.name}.sh"; run'
        begin = time.monotonic()
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(["taskset", "-c", self.core, "bash", "-c", script], env=self.environment, stdout=log, stderr=log, start_new_session=True)
        try:
            while not self.ready():
                if self.process.poll() is not None or time.monotonic() - begin > START_SECONDS:
                    with open(self.log) as log:
                        raise RuntimeError(f"{self.name} did not start: ..." + log.read()[-400:])
                time.sleep(0.02)
        except BaseException:
            self.stop()
            raise
        self.cold_seconds = round(time.monotonic() - begin, 3)
        self.cold_cpu_seconds = round(self.cpu(), 3)
        return self

    def __exit__(self, *_):
        self.stop()

    def ready(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http}{self.facts['READY']}", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self):
        """Ends what this object started, and only that."""
        if self.process is None:
            return
        pids = list(processes.family(self.process.pid))
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
        end = time.monotonic() + 10
        while time.monotonic() < end and any(os.path.exists(f"/proc/{pid}") for pid in pids):
            self.process.poll()
            time.sleep(0.05)
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()
        self.process = None
        shutil.rmtree(self.work, ignore_errors=True)

    def cpu(self):
        return processes.cpu_seconds(self.process.pid)

    def target(self, protocol):
        """Port and path of a protocol."""
        if protocol == "grpc":
            return self.grpc, f"/{self.facts['RPC']}/ModelInfer"
        return self.http, self.facts["JSON_PATH" if protocol == "json" else "BIN_PATH"]

    def ask(self, protocol):
        """One request; the answer as messages.ask_http or ask_grpc gives it."""
        body, headers = self.model.request(protocol)
        port, path = self.target(protocol)
        if protocol == "grpc":
            return messages.ask_grpc(port, self.facts["RPC"], body[5:])
        return messages.ask_http(port, path, body, headers)

    def check(self, protocol):
        """Raises ValueError if the answer is not the expected one; keeps how long a message of gRPC is, with its frame."""
        answer = self.ask(protocol)
        if protocol == "grpc":
            self.message_bytes = len(answer) + 5
        tensors = messages.read_grpc(answer) if protocol == "grpc" else messages.read_http(*answer)
        self.model.check(tensors, self.facts["CHECK"] or None)


class InProcess:
    """ONNX Runtime alone on one core: "java" or "python"."""

    def __init__(self, language, model, lab, core):
        if language == "java":
            command = [f"{os.environ['JAVA_HOME']}/bin/java", *os.environ["JVM_OPTIONS"].split(), "-cp", os.environ["CLASS_PATH"]]
            command += ["io.slipway.loadtests.floor.InProcess", model.directory]
        else:
            command = [f"{lab}/venvs/client/bin/python", f"{HERE}/impl/inprocess.py"]
        environment = {**os.environ, "MODEL": model.name, "MODEL_DIR": model.directory, "OMP_NUM_THREADS": "1"}
        os.makedirs(f"{lab}/logs", exist_ok=True)
        with open(f"{lab}/logs/inprocess_{language}-{model.name}.log", "w") as log:
            self.process = subprocess.Popen(
                ["taskset", "-c", core, *command], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
            )
        self.expect("ready")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def expect(self, word):
        line = self.process.stdout.readline().strip()
        if line != word:
            raise RuntimeError(f"in-process program: {line!r} (expected: {word!r}; see its log)")

    def run(self, count):
        """CPU seconds and wall seconds of so many runs."""
        cpu, wall = processes.cpu_seconds(self.process.pid), time.monotonic()
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        self.expect("done")
        return processes.cpu_seconds(self.process.pid) - cpu, time.monotonic() - wall
