"""Runs functions of the scene in a process of the portal, one after the other, as it is asked.

A line asks, `["scene_values", "state_of", ["k-1"]]`; a line answers, `{"gave": "draft"}`, or
`{"failed": "Traceback…"}`. One process for all: to start Django takes longer than most of them.
"""

import importlib
import json
import os
import sys
import traceback

import django
from django.db import connections
from django.utils import translation


def play(module, name, words):
    """The answer of a function, as if nothing had been called before it."""
    try:
        found = importlib.import_module(f"tests.browser.{module}")
        return {"gave": getattr(found, name)(*words)}
    except Exception:
        return {"failed": traceback.format_exc()}
    finally:
        connections.close_all()
        translation.deactivate()


def main():
    # Whatever a function prints is no answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    django.setup()
    for line in sys.stdin:
        answers.write(json.dumps(play(*json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
