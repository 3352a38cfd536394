import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.repository import PACKAGES, ROOT


@pytest.mark.parametrize("package", PACKAGES)
def test_generic_names_resolve_to_this_repository(package: str, tmp_path: Path) -> None:
    """
    Another distribution could own a name as plain as ``scheduler``.
    """
    # From a folder of its own, so that what is installed is asked, not what is near.
    done = subprocess.run(
        [sys.executable, "-c", f"import {package}; print({package}.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert Path(done.stdout.strip()) == ROOT / package / "__init__.py"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_owns_our_names(package: str) -> None:
    """
    An installation would overwrite our package, or be overwritten by it.
    """
    assert set(packages_distributions().get(package, ())) <= {"tracerplan"}
