"""The readers of the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


class TestText:
    def test_reads_what_is_set(self, monkeypatch):
        monkeypatch.setenv("WASL_SAMPLE", "value")

        assert env.text("WASL_SAMPLE") == "value"

    @pytest.mark.parametrize("value", [None, ""])
    def test_refuses_what_is_missing_or_empty(self, monkeypatch, value):
        monkeypatch.delenv("WASL_SAMPLE", raising=False)
        if value is not None:
            monkeypatch.setenv("WASL_SAMPLE", value)

        with pytest.raises(ImproperlyConfigured, match="WASL_SAMPLE is not set"):
            env.text("WASL_SAMPLE")

    def test_takes_the_default_for_what_is_missing(self, monkeypatch):
        monkeypatch.delenv("WASL_SAMPLE", raising=False)

        assert env.text("WASL_SAMPLE", "other") == "other"


class TestFlag:
    @pytest.mark.parametrize(("value", "expected"), [("1", True), ("0", False)])
    def test_reads_one_and_zero(self, monkeypatch, value, expected):
        monkeypatch.setenv("WASL_SAMPLE", value)

        assert env.flag("WASL_SAMPLE", not expected) is expected

    @pytest.mark.parametrize("value", ["true", "yes", "2", " 1"])
    def test_refuses_anything_else(self, monkeypatch, value):
        monkeypatch.setenv("WASL_SAMPLE", value)

        with pytest.raises(ImproperlyConfigured, match="expected 1 or 0"):
            env.flag("WASL_SAMPLE")


class TestNumber:
    def test_reads_a_whole_number(self, monkeypatch):
        monkeypatch.setenv("WASL_SAMPLE", "12")

        assert env.number("WASL_SAMPLE", 3) == 12

    @pytest.mark.parametrize("value", ["twelve", "1.5", "12s"])
    def test_refuses_what_is_not_one(self, monkeypatch, value):
        monkeypatch.setenv("WASL_SAMPLE", value)

        with pytest.raises(ImproperlyConfigured, match="expected a whole number"):
            env.number("WASL_SAMPLE", 3)

    def test_refuses_one_that_is_too_small(self, monkeypatch):
        monkeypatch.setenv("WASL_SAMPLE", "0")

        with pytest.raises(ImproperlyConfigured, match="expected at least 1"):
            env.number("WASL_SAMPLE", 3, at_least=1)


class TestWords:
    def test_splits_at_commas_and_drops_what_is_empty(self, monkeypatch):
        monkeypatch.setenv("WASL_SAMPLE", "one, two,,")

        assert env.words("WASL_SAMPLE") == ["one", "two"]

    def test_refuses_a_list_of_nothing(self, monkeypatch):
        monkeypatch.setenv("WASL_SAMPLE", " , ")

        with pytest.raises(ImproperlyConfigured, match="WASL_SAMPLE is not set"):
            env.words("WASL_SAMPLE")
