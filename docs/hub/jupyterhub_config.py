"""What this course asks of a JupyterHub on one machine; README.md beside it says where it goes.

It says nothing of who may log in, and so lets nobody in: the engine's own settings do that.
"""

c = get_config()  # noqa: F821

# The learner's server brings the lessons into the learner's folder as the learner, never as root,
# and goes on where it cannot. The kernels' connections are files of the learner: another account on
# this machine can open a port, but not these. (No braces here: spawners would fill them in.)
c.Spawner.cmd = [
    "sh",
    "-c",
    'export JUPYTER_RUNTIME_DIR="$(mktemp -d)"; softmax-edu copy ~/softmax-lessons;'
    ' exec jupyterhub-singleuser "$@"',
    "learner",
]
c.Spawner.args = [
    "--KernelManager.transport=ipc",
    # A lesson left open for an hour gives its memory back; its text and outputs stay.
    "--MappingKernelManager.cull_idle_timeout=3600",
    "--MappingKernelManager.cull_interval=300",
    "--MappingKernelManager.cull_connected=True",
]
c.Spawner.default_url = "/lab/tree/softmax-lessons/01_softmax.ipynb"
# A file in a learner's home cannot open the learner's server to others.
c.Spawner.disable_user_config = True
# From what benchmarks/hub.py measures; the spawner must be one that enforces limits.
c.Spawner.mem_guarantee = "256M"
c.Spawner.mem_limit = "1G"
c.Spawner.cpu_limit = 1
c.Spawner.start_timeout = 300
c.Spawner.http_timeout = 300

# A classroom's computers are shared: a login lasts a day, and leaving stops the server.
c.JupyterHub.cookie_max_age_days = 1
c.JupyterHub.shutdown_on_logout = True
c.JupyterHub.allow_named_servers = False
# When a whole school comes through the door, this many start at once; the hub asks the others to
# come again in a minute.
c.JupyterHub.concurrent_spawn_limit = 60

# JupyterHub's own role "admin" opens everybody's files. A teacher needs none of that: to see who is
# there and to stop a server that hangs.
c.JupyterHub.load_groups = {"teachers": {"users": []}}
c.JupyterHub.load_roles.append(
    {
        "name": "teacher",
        "description": "Sees who is there, stops servers, opens nobody's files",
        "groups": ["teachers"],
        "scopes": [
            "admin-ui",
            "list:users",
            "read:users:activity",
            "read:servers",
            "delete:servers",
        ],
    }
)
