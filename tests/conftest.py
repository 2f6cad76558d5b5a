"""What all tests share: under CI no test may be skipped; hypothesis has no deadlines; the second opinions."""

import os

# A server runs with one thread per linear-algebra call, and so do the tests; NumPy reads it when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # PyTorch's, which on a busy machine is ten times as fast so

from collections.abc import Generator
from types import ModuleType

import pytest
from hypothesis import settings

UNDER_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")

if not UNDER_CI:  # hypothesis has a profile of its own for CI: no deadlines and always the same examples
    settings.register_profile("desk", deadline=None, print_blob=True)
    settings.load_profile("desk")


@pytest.fixture(scope="session")
def torch() -> ModuleType:
    """PyTorch, for tests that compare with it: a second opinion, never the only one."""
    return pytest.importorskip("torch", reason="PyTorch is not installed: pip install -r requirements-torch.txt")


_MODULES = {"NumPy": "numpy", "PyTorch": "torch", "Keras": "keras"}


@pytest.fixture(params=_MODULES)
def framework(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each framework that programs are written for, where it is installed; Keras runs on PyTorch."""
    monkeypatch.setenv("KERAS_BACKEND", os.environ.get("KERAS_BACKEND", "torch"))
    name: str = request.param
    pytest.importorskip(_MODULES[name], reason=f"{name} is not installed: pip install -r requirements-torch.txt")
    return name


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    refuse_skip(report)
    return report


def refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Under CI a test that could not run is a failure: a green run means that everything was looked at."""
    if UNDER_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} could not run, and CI refuses that. {reason}"
