"""What pages weigh on the wire, as the embedded server packs them and Chromium fetches them."""

from tests.browsers import PATIENCE_MS

LOOK_MS = 20


class Scale:
    """Adds up what a page fetches: answers as they came over the wire, headers included."""

    def __init__(self, page):
        self._page = page
        self._weights = {}
        self._names = {}
        self._faults = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.loadingFailed", self._failed)

    def weigh(self, address) -> int:
        """Open a page, wait until all that it asked for has come, and weigh it."""
        self._names.clear()
        self._weights.clear()
        self._faults.clear()
        answer = self._page.goto(address)
        assert answer.status == 200
        self._page.evaluate("document.fonts.ready.then(() => true)")
        for _turn in range(PATIENCE_MS // LOOK_MS):
            assert not self._faults
            if not self._names.keys() - self._weights.keys():
                return sum(self._weights.values())
            # Events come while Playwright waits for something.
            self._page.wait_for_timeout(LOOK_MS)
        raise AssertionError(f"Never came: {self._names}")

    def heaviest(self) -> list[tuple[int, str]]:
        """What weighed most, to say so when it is too much."""
        return sorted(((size, self._names[key]) for key, size in self._weights.items()))[::-1][:8]

    def _sent(self, event):
        self._names[event["requestId"]] = event["request"]["url"]

    # What the page before had asked for, and was broken off by leaving it, is not in the names.

    def _failed(self, event):
        if event["requestId"] in self._names:
            self._faults.append(f"{self._names[event['requestId']]}: {event['errorText']}")

    def _finished(self, event):
        if event["requestId"] in self._names:
            self._weights[event["requestId"]] = int(event["encodedDataLength"])
