"""The dashboard's server: Voilà, told to talk to this computer alone and to start few kernels."""

import ipaddress
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from nbformat.v4 import new_code_cell, new_notebook
from tornado.web import HTTPError
from traitlets import Integer
from voila.app import Voila

from ..words import message

# Whatever a page is made of, by Voilà or by an extension, comes from this server or not at all.
# Voilà's own scripts stand in the page, and widgets are evaluated from blobs.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

_FRAMES = Path(__file__).with_name("frames")
_CELL = "from softmax_edu.jupyter.dashboard import dashboard\n\ndashboard()"
_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


class FewKernels(AsyncMappingKernelManager):
    """Starts a kernel for each visit, but not more than `most` at a time.

    A kernel that no page is connected to ends after a while, for a visit may be a mere request.
    """

    most = Integer(10, config=True, help="how many kernels may run at a time")

    cull_idle_timeout = Integer(120, config=True)
    cull_interval = Integer(5, config=True)

    _starting = 0

    async def start_kernel(self, *args: Any, **kwargs: Any) -> str:  # type: ignore[override]
        """Start a kernel, or answer that there are enough."""
        if len(self) + self._starting >= self.most:
            raise HTTPError(503, message("dashboard.too_many"))
        self._starting += 1
        try:
            started: str = await super().start_kernel(*args, **kwargs)
        finally:
            self._starting -= 1
        return started


class Dashboard(Voila):  # type: ignore[misc]
    """Voilà, with a page of ours, which asks nothing of another server."""

    def setup_template_dirs(self) -> None:
        """Find our frame before Voilà's."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(_FRAMES))

    def init_settings(self) -> dict[str, Any]:
        """Refuse, as Jupyter does and Voilà does not, what is asked under a foreign host's name.

        Whoever serves a network by ``--Voila.ip`` has decided otherwise.
        """
        settings: dict[str, Any] = super().init_settings()
        settings["allow_remote_access"] = not _is_loopback(self.ip)
        settings["headers"] = {"Content-Security-Policy": POLICY}
        return settings


def _is_loopback(ip: str) -> bool:
    try:
        return ipaddress.ip_address(ip).is_loopback
    except ValueError:
        return ip == "localhost"


def serve(*, browser: bool, extra: Sequence[str] = ()) -> None:
    """Serve the dashboard until it is stopped; `extra` goes to Voilà as it is."""
    with TemporaryDirectory() as folder:
        notebook = Path(folder) / f"{message('dashboard.title')}.ipynb"
        page = new_notebook(cells=[new_code_cell(_CELL)], metadata={"kernelspec": _KERNEL})  # type: ignore[no-untyped-call]
        nbformat.write(page, notebook)  # type: ignore[no-untyped-call]
        kernels = f"{FewKernels.__module__}.{FewKernels.__qualname__}"
        arguments = [
            str(notebook),
            "--Voila.ip=127.0.0.1",
            "--strip_sources=True",
            f"--VoilaConfiguration.multi_kernel_manager_class={kernels}",
            # The address of a page cannot choose another frame for it.
            "--VoilaConfiguration.allow_template_override=NO",
        ]
        if not browser:
            arguments.append("--no-browser")
        Dashboard.launch_instance(argv=[*arguments, *extra])
