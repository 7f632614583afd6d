"""The programme that most tests of frameworks and values are about."""

import pytest

from tests.factories.programmes import ProgrammeFactory


@pytest.fixture
def prim(agency, souss_massa):
    return ProgrammeFactory(slug="prim", acronym="PRIM", agency=agency, region=souss_massa)
