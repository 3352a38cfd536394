import subprocess
import sys
import zipfile

import pytest

from tests.architecture.repository import PACKAGES, ROOT

DEMO = ("norway-week.json", "norway-week.result.json")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            *(sys.executable, "-m", "build", "--wheel", "--no-isolation"),
            *("--outdir", folder, ROOT),
        ],
        capture_output=True,
        check=True,
    )
    (built,) = folder.glob("tracerplan-*.whl")
    return zipfile.ZipFile(built)


def _metadata(wheel: zipfile.ZipFile, name: str) -> str:
    (path,) = (each for each in wheel.namelist() if each.endswith(f".dist-info/{name}"))
    return wheel.read(path).decode()


def test_wheel_holds_the_packages_and_the_demo(wheel: zipfile.ZipFile) -> None:
    """
    What is in the three packages travels, the demo week with it, and nothing else.
    """
    written = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert packed == written | {f"scheduler/demo/{name}" for name in DEMO}


@pytest.mark.parametrize("name", DEMO)
def test_demo_of_the_wheel_is_the_fixture(wheel: zipfile.ZipFile, name: str) -> None:
    """
    The demo that is installed is the one that is tested, and so is its plan.
    """
    fixture = ROOT / "fixtures" / "demo" / name

    assert wheel.read(f"scheduler/demo/{name}") == fixture.read_bytes()


def test_wheel_cannot_be_uploaded(wheel: zipfile.ZipFile) -> None:
    """
    Import names as plain as ours belong into an environment of their own.
    """
    assert "Classifier: Private :: Do Not Upload\n" in _metadata(wheel, "METADATA")


def test_wheel_brings_the_command(wheel: zipfile.ZipFile) -> None:
    """
    Installing it gives `tracerplan`, and no other command.
    """
    entry_points = _metadata(wheel, "entry_points.txt").split("\n")

    assert [line for line in entry_points if line] == [
        "[console_scripts]",
        "tracerplan = api.main:run",
    ]
