import pytest

from tests.monitoring.grid.story import Story


@pytest.fixture
def story() -> Story:
    return Story()
