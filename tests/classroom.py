"""A JupyterHub with learners who work in it: for tests/test_hub.py and benchmarks/hub.py."""

import contextlib
import json
import os
import queue
import re
import secrets
import shutil
import struct
import tempfile
import threading
import time
import uuid
from pathlib import Path

import psutil
import requests
import websocket

from tests.browser.jupyter import Server, free_port

CONFIG = Path(__file__).with_name("classroom_config.py")
# No account of a machine has these numbers: systemd lends them to passing services.
FIRST_ACCOUNT = 61200
SECONDS = 300  # the longest that any one answer is waited for
NAVIGATION = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin"}


class Classroom:
    """The recipe's hub behind its proxy, on loopback, with a register of learners."""

    def __init__(
        self, names: list[str], jupyterhub: str, proxy: str, teachers: tuple[str, ...] = ()
    ) -> None:
        # Not in pytest's folder, which is closed to accounts other than the one that runs it.
        self.folder = Path(tempfile.mkdtemp(prefix="classroom-"))
        self.folder.chmod(0o711)
        # Root can lend each learner an account of their own, if such an account can read Python.
        python = Path(jupyterhub).with_name("python")
        needed = (python, jupyterhub, CONFIG)
        self.separate = os.geteuid() == 0 and all(map(_open_to_all, needed))
        people = [*names, *teachers]
        accounts = {name: FIRST_ACCOUNT + number for number, name in enumerate(people)}
        homes = {name: self.folder / name for name in people}
        for name, home in homes.items():
            home.mkdir(mode=0o700)
            if self.separate:
                os.chown(home, accounts[name], accounts[name])
        self.homes = homes
        self.passwords = {name: secrets.token_urlsafe(16) for name in people}
        register = self.folder / "register.json"
        register.touch(mode=0o600)
        ports = free_port(), free_port(), free_port()
        register.write_text(
            json.dumps(
                {
                    "passwords": self.passwords,
                    "homes": {name: str(home) for name, home in homes.items()},
                    "accounts": accounts if self.separate else {},
                    "teachers": list(teachers),
                    "ports": ports,
                    "proxy": proxy,
                }
            )
        )
        inside = self.folder / "hub"
        inside.mkdir(mode=0o700)
        self.url = f"http://127.0.0.1:{ports[0]}"
        self.server = Server(
            [str(python), "-m", "jupyterhub", "-f", str(CONFIG)],
            re.compile(rf"JupyterHub is now running at \S*{ports[0]}"),
            inside,
            CLASSROOM=str(register),
        )
        self.process = psutil.Process(self.server.process.pid)

    def servers(self) -> dict[str, psutil.Process]:
        """Return the process of each learner's server, by the learner's name."""
        found = {}
        for process in self.process.children():
            with contextlib.suppress(psutil.Error):
                if user := process.environ().get("JUPYTERHUB_USER"):
                    found[user] = process
        return found

    def stop(self) -> None:
        """End the hub, its proxy, and the servers and kernels that it started; nothing else."""
        started = self.process.children(recursive=True)
        self.process.terminate()
        psutil.wait_procs([self.process], timeout=30)
        # What the hub did not end in that time still holds its pipe, and would be waited for.
        for process in started:
            with contextlib.suppress(psutil.Error):
                process.terminate()
        for process in psutil.wait_procs(started, timeout=10)[1]:
            with contextlib.suppress(psutil.Error):
                process.kill()
        self.server.stop()
        shutil.rmtree(self.folder)


class Learner:
    """Someone with a browser: cookies, and no rights but those they log in for."""

    def __init__(self, room: Classroom, name: str) -> None:
        self.room, self.name = room, name
        self.browser = requests.Session()
        self.browser.trust_env = False

    def request(self, method: str, path: str, **options) -> requests.Response:
        """Send a request as the page at `path` would: with that page's token against forgery."""
        headers = options.pop("headers", None) or self._token(path)
        return self.browser.request(
            method, self.room.url + path, headers=headers, timeout=SECONDS, **options
        )

    def page(self, path: str) -> requests.Response:
        return self.request("GET", path, headers=NAVIGATION)

    def log_in(self, password: str | None = None) -> requests.Response:
        self.page("/hub/login")
        fields = {
            "username": self.name,
            "password": password or self.room.passwords[self.name],
            "_xsrf": self._cookie("/hub/"),
        }
        return self.request("POST", "/hub/login", data=fields, headers=NAVIGATION)

    def start(self) -> None:
        """Start the learner's server, wait until it is ready, and open its first page."""
        server = f"/hub/api/users/{self.name}/server"
        self.request("POST", server).raise_for_status()
        deadline = time.monotonic() + SECONDS
        with self.request("GET", f"{server}/progress", stream=True) as events:
            for line in events.iter_lines():
                event = json.loads(line.removeprefix(b"data:")) if line else {}
                if event.get("ready"):
                    break
                if event.get("failed") or time.monotonic() > deadline:
                    raise RuntimeError(f"the server of {self.name} did not start: {event}")
        self.open().raise_for_status()

    def open(self) -> requests.Response:
        return self.page(f"/user/{self.name}/")

    def wait_stopped(self) -> None:
        deadline = time.monotonic() + SECONDS
        while self.request("GET", f"/hub/api/users/{self.name}").json()["servers"]:
            if time.monotonic() > deadline:
                raise TimeoutError(f"the server of {self.name} does not stop")
            time.sleep(0.2)

    def api(self, method: str, path: str, **options) -> requests.Response:
        return self.request(method, f"/user/{self.name}/api/{path}", **options)

    def open_lesson(self, name: str) -> "Kernel":
        """Read a lesson and start its kernel, as Lab does."""
        path = f"softmax-lessons/{name}"
        lesson = self.api("GET", f"contents/{path}")
        lesson.raise_for_status()
        session = {"path": path, "name": name, "type": "notebook", "kernel": {"name": "python3"}}
        started = self.api("POST", "sessions", json=session)
        started.raise_for_status()
        return Kernel(self, started.json()["kernel"]["id"], lesson.json()["content"])

    def channels(self, owner: str, kernel: str) -> websocket.WebSocket:
        """Open the channels of a kernel of `owner`'s with the cookies of this learner."""
        path = f"/user/{owner}/api/kernels/{kernel}/channels"
        url = requests.Request(
            "GET", self.room.url + path, params={"_xsrf": self._cookie(f"/user/{owner}/")}
        )
        prepared = self.browser.prepare_request(url)
        return websocket.create_connection(
            prepared.url.replace("http", "ws", 1),
            cookie=prepared.headers.get("Cookie"),
            timeout=SECONDS,
        )

    def _cookie(self, path: str) -> str | None:
        return self.browser.cookies.get("_xsrf", path=path)

    def _token(self, path: str) -> dict[str, str]:
        place = "/hub/" if path.startswith("/hub/") else "/".join(path.split("/")[:3]) + "/"
        token = self._cookie(place)
        return {"X-XSRFToken": token} if token else {}


class Kernel:
    """The kernel of an open lesson, over the websocket that Lab would use."""

    def __init__(self, learner: Learner, identity: str, lesson: dict) -> None:
        self.identity, self.lesson = identity, lesson
        self.session = uuid.uuid4().hex
        self.socket = learner.channels(learner.name, identity)
        # A page reads all the time, and so answers the server's pings; unanswered, it hangs up.
        self.frames: queue.Queue[str | bytes] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def cells(self) -> list[str]:
        return [cell["source"] for cell in self.lesson["cells"] if cell["cell_type"] == "code"]

    def run(self, source: str) -> list[dict]:
        """Run a cell; return what the kernel sent. An exception in the cell is one here."""
        answers = self._exchange("execute_request", {"code": source, "stop_on_error": True})
        for answer in answers:
            if answer["msg_type"] == "error":
                raise RuntimeError(f"{answer['content']['ename']}: {answer['content']['evalue']}")
        return answers

    def printed(self, source: str) -> str:
        return "".join(
            answer["content"]["text"]
            for answer in self.run(source)
            if answer["msg_type"] == "stream"
        )

    def move(self, explorer: str, theta: list[float]) -> None:
        """Set θ of a live explorer as its page does, and wait until the kernel has taken it."""
        update = {"method": "update", "state": {"theta": theta}}
        self._exchange("comm_msg", {"comm_id": explorer, "data": update})

    def theta(self, explorer: str) -> list[float]:
        """Ask the kernel what θ of a live explorer is."""
        ask = {"comm_id": explorer, "data": {"method": "request_state"}}
        [state] = [
            answer["content"]["data"]["state"]
            for answer in self._exchange("comm_msg", ask)
            if answer["msg_type"] == "comm_msg"
        ]
        return state["theta"]

    def close(self) -> None:
        self.socket.close()

    def _listen(self) -> None:
        self.socket.settimeout(None)
        with contextlib.suppress(websocket.WebSocketConnectionClosedException, OSError):
            while frame := self.socket.recv():
                self.frames.put(frame)

    def _exchange(self, kind: str, content: dict) -> list[dict]:
        """Send a message and gather its answers until the kernel is idle again."""
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": self.session,
            "username": "",
            "date": "",
            "version": "5.3",
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        self.socket.send(json.dumps(message | {"channel": "shell"}))
        waits = {"status"} | ({"execute_reply"} if kind == "execute_request" else set())
        answers, deadline = [], time.monotonic() + SECONDS
        while waits:
            if time.monotonic() > deadline:
                raise TimeoutError(f"no answer to {kind}")
            answer = _decode(self.frames.get(timeout=SECONDS))
            if answer["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            answers.append(answer)
            if answer["msg_type"] == "status" and answer["content"]["execution_state"] != "idle":
                continue
            waits.discard(answer["msg_type"])
        return answers


def _open_to_all(path: str | Path) -> bool:
    place = Path(path).resolve()
    return all(folder.stat().st_mode & 0o001 for folder in place.parents)


def _decode(frame: str | bytes) -> dict:
    """Read a message; one with buffers is binary, and its JSON lies between two offsets."""
    if isinstance(frame, bytes):
        start, end = struct.unpack_from("!II", frame, 4)
        frame = frame[start:end]
    return json.loads(frame)
