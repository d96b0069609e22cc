from copy import deepcopy

import pytest

from tests.conftest import Once
from tests.project.access.matrix import World


@pytest.fixture(scope="module")
def made(once: Once) -> World:
    return once(World)


@pytest.fixture
def world(without_cities: None, made: World) -> World:
    return deepcopy(made)
