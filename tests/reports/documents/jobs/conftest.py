from tests.monitoring.imports.conftest import hosts

__all__ = ["hosts"]
