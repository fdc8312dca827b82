"""The hub of the tests and of the load test: the recipe, and what only a test may have."""

import hmac
import json
import os
import sys
from pathlib import Path

from jupyterhub.auth import Authenticator
from jupyterhub.spawner import LocalProcessSpawner

c = get_config()  # noqa: F821
load_subconfig(str(Path(__file__).parents[1] / "docs" / "hub" / "jupyterhub_config.py"))  # noqa: F821

CLASS = json.loads(Path(os.environ["CLASSROOM"]).read_text(encoding="utf-8"))


class Register(Authenticator):
    """Each learner has a password of their own, made for this run."""

    async def authenticate(self, handler, data):
        expected = CLASS["passwords"].get(data["username"])
        if expected and hmac.compare_digest(expected, data["password"]):
            return data["username"]
        return None


class Account(LocalProcessSpawner):
    """A home for each learner and, where root runs the hub, a Unix account number of their own."""

    def make_preexec_fn(self, name):
        home, account = CLASS["homes"][name], CLASS["accounts"].get(name)

        def become_the_learner():
            if account is not None:
                os.setgroups([])
                os.setgid(account)
                os.setuid(account)
            os.umask(0o077)
            os.chdir(home)

        return become_the_learner

    def user_env(self, env):
        return env | {"USER": self.user.name, "HOME": CLASS["homes"][self.user.name]}


c.JupyterHub.authenticator_class = Register
c.Authenticator.allowed_users = set(CLASS["passwords"])
c.JupyterHub.load_groups["teachers"]["users"] = CLASS["teachers"]
c.JupyterHub.spawner_class = Account
# The limits of the recipe are for spawners that can enforce them.
c.Spawner.mem_limit = c.Spawner.mem_guarantee = c.Spawner.cpu_limit = None

# Without accounts of their own, learners' servers run as whoever runs the test: in CI, root.
if os.geteuid() == 0 and not CLASS["accounts"]:
    c.Spawner.args = [*c.Spawner.args, "--allow-root"]

front, hub, proxy = (f"http://127.0.0.1:{port}" for port in CLASS["ports"])
c.JupyterHub.bind_url = front
c.JupyterHub.hub_bind_url = hub
c.ConfigurableHTTPProxy.api_url = proxy
c.ConfigurableHTTPProxy.command = [CLASS["proxy"]]
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
