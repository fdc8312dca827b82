"""The recipe for a class: a real hub and proxy, two learners and a teacher who work in it."""

import json
import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import websocket
import yaml
from traitlets.config import PyFileConfigLoader

from tests.classroom import Classroom, Learner

pytestmark = pytest.mark.slow

NOTE = {"type": "file", "format": "text", "content": "mine"}


@pytest.fixture(scope="module")
def recipe(root):
    return PyFileConfigLoader("jupyterhub_config.py", path=str(root / "docs" / "hub")).load_config()


@pytest.fixture(scope="module")
def values(root):
    return yaml.safe_load(
        (root / "docs" / "hub" / "z2jh" / "values.yaml").read_text(encoding="utf-8")
    )


def test_a_machine_and_a_cluster_are_asked_for_the_same(recipe, values):
    spawner, hub, learner = recipe.Spawner, recipe.JupyterHub, values["singleuser"]
    assert learner["cmd"] == spawner.cmd + spawner.args
    assert learner["defaultUrl"] == spawner.default_url
    assert learner["memory"] == {"guarantee": spawner.mem_guarantee, "limit": spawner.mem_limit}
    assert learner["startTimeout"] == spawner.start_timeout
    assert learner["cpu"]["limit"] == spawner.cpu_limit
    assert values["hub"]["config"]["JupyterHub"]["cookie_max_age_days"] == hub.cookie_max_age_days
    assert values["hub"]["shutdownOnLogout"] == hub.shutdown_on_logout
    assert values["hub"]["allowNamedServers"] == hub.allow_named_servers
    assert values["hub"]["concurrentSpawnLimit"] == hub.concurrent_spawn_limit
    [teacher] = hub.load_roles.get_value([])
    assert values["hub"]["loadRoles"] == {teacher.pop("name"): teacher}


def test_the_littlest_jupyterhub_is_asked_for_the_same(root, recipe, values):
    """Its own settings for limits and culling outrank a file of ours, so the README sets them."""
    readme = (root / "docs" / "hub" / "README.md").read_text(encoding="utf-8")
    settings = dict(re.findall(r"tljh-config set (\S+) (\S+)", readme))
    assert settings["limits.memory"] == recipe.Spawner.mem_limit
    assert float(settings["limits.cpu"]) == recipe.Spawner.cpu_limit
    assert settings["services.cull.timeout"] == str(values["cull"]["timeout"])
    assert settings["services.cull.every"] == str(values["cull"]["every"])


def test_nobody_may_log_in_until_someone_says_who(recipe, values):
    assert values["hub"]["config"]["JupyterHub"]["authenticator_class"] == "null"
    assert "authenticator_class" not in recipe.JupyterHub
    assert "Authenticator" not in recipe
    assert "Authenticator" not in values["hub"]["config"]


def test_the_recipe_holds_no_secret(root):
    for path in (root / "docs" / "hub").rglob("*.*"):
        if path.suffix in {".py", ".yaml"}:
            told = re.findall(r"(?i)(?:password|secret|token|api_key)\w*\s*[:=]", path.read_text())
            assert not told, path


@pytest.fixture(scope="module")
def room(tool, root):
    jupyterhub = tool("jupyterhub", folder=root / ".venv-hub" / "bin")
    proxy = tool("configurable-http-proxy", folder=root / "node_modules" / ".bin")
    room = Classroom(["ada", "ben"], jupyterhub, proxy, teachers=("teacher",))
    yield room
    room.stop()


@pytest.fixture(scope="module")
def learners(room):
    both = [Learner(room, name) for name in ("ada", "ben")]

    def arrive(learner):
        learner.log_in().raise_for_status()
        learner.start()

    with ThreadPoolExecutor() as door:
        list(door.map(arrive, both))
    return both


@pytest.fixture(scope="module")
def ada(learners):
    return learners[0]


@pytest.fixture(scope="module")
def ben(learners):
    return learners[1]


@pytest.fixture(scope="module")
def lesson(ada):
    kernel = ada.open_lesson("02_jacobian.ipynb")
    yield kernel
    kernel.close()


def test_the_first_page_is_the_first_lesson_in_a_folder_of_the_learners(root, ada, ben):
    shipped = {path.name for path in (root / "notebooks").glob("*.ipynb")}
    for learner in (ada, ben):
        page = learner.open()
        assert page.status_code == 200
        assert page.url.endswith(f"/user/{learner.name}/lab/tree/softmax-lessons/01_softmax.ipynb")
        folder = learner.api("GET", "contents/softmax-lessons").json()
        assert {entry["name"] for entry in folder["content"]} == shipped


def test_a_lesson_runs_through_the_proxy_and_its_explorer_takes_theta(lesson):
    answers = [answer for source in lesson.cells() for answer in lesson.run(source)]
    explorers = [
        answer["content"]["comm_id"]
        for answer in answers
        if answer["msg_type"] == "comm_open" and "theta" in answer["content"]["data"]["state"]
    ]
    lesson.move(explorers[-1], [0.25, -1.0, 3.0])
    assert lesson.theta(explorers[-1]) == [0.25, -1.0, 3.0]


def test_without_the_right_password_nothing_opens(room, ada):
    stranger = Learner(room, "ada")
    assert stranger.log_in("not the password").status_code == 403
    assert stranger.api("GET", "contents").status_code == 403
    assert stranger.open().url.startswith(f"{room.url}/hub/login")
    assert Learner(room, "nobody").log_in("a guess").status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "api/contents/softmax-lessons/01_softmax.ipynb", None),
        ("GET", "api/contents/softmax-lessons", None),
        ("PUT", "api/contents/note.txt", NOTE),
        ("DELETE", "api/contents/softmax-lessons/01_softmax.ipynb", None),
        ("GET", "files/softmax-lessons/01_softmax.ipynb", None),
        ("GET", "nbconvert/html/softmax-lessons/01_softmax.ipynb", None),
        ("GET", "api/sessions", None),
        ("GET", "api/terminals", None),
        ("POST", "api/terminals", {}),
        ("POST", "api/kernels", {}),
    ],
)
def test_no_learner_reaches_anothers_files(method, path, body, ada, ben):
    # The page first, as one does who found the link: it must not hand out a cookie that opens more.
    assert ben.page("/user/ada/lab").status_code in {403, 404}
    refused = ben.request(method, f"/user/ada/{path}", json=body)
    assert refused.status_code in {403, 404}
    # The same request by ada would have been granted; files are there, and still are.
    if method == "GET":
        assert ada.request("GET", f"/user/ada/{path}").status_code == 200
    assert ada.api("GET", "contents/softmax-lessons/01_softmax.ipynb").status_code == 200
    assert ada.api("GET", "contents/note.txt").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("DELETE", ""), ("POST", "/interrupt"), ("POST", "/restart")]
)
def test_no_learner_reaches_anothers_kernel(method, path, ada, ben, lesson):
    kernel = f"kernels/{lesson.identity}"
    refused = ben.request(method, f"/user/ada/api/{kernel}{path}")
    assert refused.status_code in {403, 404}
    assert ada.api("GET", kernel).status_code == 200


def test_no_learner_listens_to_anothers_kernel(ada, ben, lesson):
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        ben.channels("ada", lesson.identity)
    assert refused.value.status_code in {403, 404}
    ada.channels("ada", lesson.identity).close()


def test_the_hub_lets_no_learner_start_or_stop_anothers_server(ada, ben):
    for method in ("POST", "DELETE"):
        refused = ben.request(method, "/hub/api/users/ada/server")
        assert refused.status_code in {403, 404}
    assert ben.request("GET", "/hub/api/users").status_code == 403
    assert ada.api("GET", "status").status_code == 200


def test_a_page_elsewhere_cannot_act_for_a_learner(ada):
    """Without the token of a page of the learner's own, a cookie alone changes nothing."""
    forged = {"headers": {"Sec-Fetch-Site": "cross-site"}}
    write = ada.api("PUT", "contents/note.txt", json=NOTE, **forged)
    assert write.status_code == 403
    stop = ada.request("DELETE", "/hub/api/users/ada/server", **forged)
    assert stop.status_code == 403
    assert ada.api("GET", "contents/note.txt").status_code == 404


def test_the_channels_of_a_kernel_are_files_that_only_the_learner_may_open(ada, lesson):
    """A port of this machine is open to every account; a folder of the learner's is not."""
    said = lesson.printed("from ipykernel.connect import get_connection_file as f; print(f())")
    connection = Path(said.strip())
    assert json.loads(connection.read_text(encoding="utf-8"))["transport"] == "ipc"
    assert stat.S_IMODE(connection.parent.stat().st_mode) & 0o077 == 0
    channels = [path for path in connection.parent.iterdir() if path.is_socket()]
    assert len(channels) == 5


TRY = """
import os, pathlib, urllib.error, urllib.request
def attempt(action):
    try:
        return repr(action())
    except (PermissionError, urllib.error.HTTPError) as error:
        return f"{type(error).__name__} {getattr(error, 'code', '')}"
token = {"Authorization": "token " + os.environ["JUPYTERHUB_API_TOKEN"]}
def get(url):
    return urllib.request.urlopen(urllib.request.Request(url, headers=token), timeout=30).read()
print(attempt(lambda: os.listdir(HOME)))
print(attempt(lambda: pathlib.Path(HOME, "softmax-lessons", "01_softmax.ipynb").read_text()))
print(attempt(lambda: os.listdir(RUNTIME)))
print(attempt(lambda: pathlib.Path(f"/proc/{PID}/environ").read_bytes()))
print(attempt(lambda: get(f"http://127.0.0.1:{PORT}/user/ada/api/contents")))
print(attempt(lambda: get(f"{HUB}/hub/api/users/ada")))
"""


def test_from_a_kernel_neither_the_machine_nor_the_token_leads_to_another_learner(
    room, ada, ben, lesson
):
    """Hubs give each learner an account of the machine; here too, where root runs the tests."""
    if not room.separate:
        pytest.skip("only root can lend accounts, and only with a Python that these can read")
    server = room.servers()["ada"]
    ports = [link.laddr.port for link in server.net_connections() if link.status == "LISTEN"]
    runtime = lesson.printed("import os; print(os.environ['JUPYTER_RUNTIME_DIR'])").strip()
    facts = {"HOME": str(room.homes["ada"]), "RUNTIME": runtime, "HUB": room.url}
    facts |= {"PID": server.pid, "PORT": ports[0]}
    kernel = ben.open_lesson("02_jacobian.ipynb")
    preamble = "".join(f"{name} = {value!r}\n" for name, value in facts.items())
    answers = kernel.printed(preamble + TRY).splitlines()
    kernel.close()
    assert answers[:4] == ["PermissionError "] * 4
    assert set(answers[4:]) <= {"HTTPError 403", "HTTPError 404"}
    assert len(answers) == 6


def test_a_teacher_sees_who_is_there_and_opens_nobodys_files(room, ada, lesson):
    teacher = Learner(room, "teacher")
    teacher.log_in().raise_for_status()
    people = {person["name"]: person for person in teacher.request("GET", "/hub/api/users").json()}
    assert people["ada"]["servers"]
    assert teacher.page("/user/ada/lab").status_code in {403, 404}
    for path in ("contents/softmax-lessons", f"kernels/{lesson.identity}"):
        assert teacher.request("GET", f"/user/ada/api/{path}").status_code in {403, 404}
    # Nor by way of a token in ada's name.
    assert teacher.request("POST", "/hub/api/users/ada/tokens").status_code in {403, 404}


def test_a_teacher_stops_a_server_and_the_learners_work_is_still_there(room, ben):
    path = "contents/softmax-lessons/03_cross_entropy.ipynb"
    lesson = ben.api("GET", path).json()
    lesson["content"]["cells"][0]["source"] = "a line of my own"
    ben.api("PUT", path, json=lesson).raise_for_status()
    gone = room.homes["ben"] / "softmax-lessons" / "04_gradient.ipynb"
    gone.unlink()

    teacher = Learner(room, "teacher")
    teacher.log_in().raise_for_status()
    teacher.request("DELETE", "/hub/api/users/ben/server").raise_for_status()
    ben.wait_stopped()

    ben.start()
    assert ben.api("GET", path).json()["content"]["cells"][0]["source"] == "a line of my own"
    assert gone.exists()
