"""What makes silent faults loud: each of these turns something easily missed into a failure."""

import re
import socket
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler
from django.template import base as template_base
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from lib import append_only, http
from tests.migrated import begin_as_migrated

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def _source_language():
    """Start each test in the language of the code, so that its sentences are asserted as written.

    A page answers in the language of its address, catalogues or not.
    """
    translation.deactivate_all()
    yield
    translation.deactivate_all()


class NetworkRefused(RuntimeError):
    """A test reached for another machine."""


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Nothing leaves the machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise NetworkRefused(f"Tests may not connect to {address[0]}.")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


class UnknownVariable(RuntimeError):
    """A template printed a variable that its page did not give it."""


# Templates that are not ours, and lean on unknown variables being empty.
FOREIGN_TEMPLATES = ("django/forms/", "admin/", "rest_framework/", "drf_spectacular/")


@pytest.fixture(autouse=True)
def _unknown_variables_fail(monkeypatch):
    """`{{ misspelt }}` fails instead of printing nothing. Conditions may still ask."""
    resolve = template_base.FilterExpression.resolve

    def strict(self, context, ignore_failures=False):
        if ignore_failures or self.filters or not isinstance(self.var, template_base.Variable):
            return resolve(self, context, ignore_failures)
        try:
            # Without filters this is all there is to it; asking twice would double each query.
            return self.var.resolve(context)
        except template_base.VariableDoesNotExist as missing:
            name = getattr(getattr(context, "template", None), "name", "") or ""
            if not name.startswith(FOREIGN_TEMPLATES):
                raise UnknownVariable(f"{name}: {missing}") from missing
            return resolve(self, context, ignore_failures)

    monkeypatch.setattr(template_base.FilterExpression, "resolve", strict)


@pytest.fixture(autouse=True)
def _unordered_lists_are_shuffled(monkeypatch):
    """Rows that no ORDER BY asked for come in a random order, so a test that leans on it fails."""
    get_order_by = SQLCompiler.get_order_by

    def shuffled(self):
        ordering = get_order_by(self)
        query = self.query
        if (
            ordering
            or query.subquery
            or not query.default_cols
            or query.group_by is not None
            or query.distinct
            or query.combinator
            or query.is_sliced
            or query.standard_ordering is False
        ):
            return ordering
        random = Random().asc()
        resolved = random.resolve_expression(query, allow_joins=True, reuse=None)
        sql, params = self.compile(resolved)
        return [(resolved, (sql, params, False))]

    monkeypatch.setattr(SQLCompiler, "get_order_by", shuffled)


class Markup(HTMLParser):
    """Finds in a page what the content security policy would block, and template leftovers."""

    def __init__(self):
        super().__init__()
        self.faults = []
        self._in = []

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        inline = tag == "script" and "src" not in names and "nonce" not in names
        if inline and names.get("type") not in DATA_SCRIPTS:
            self.faults.append("an inline <script> without a nonce")
        self.faults += [f"{name}= on <{tag}>" for name in names if name.startswith("on")]
        self.faults += [f"style= on <{tag}>" for name in names if name == "style"]

    def handle_data(self, data):
        if "{{" in data or "{%" in data:
            self.faults.append(f"a template tag left in the page: {data.strip()[:80]}")


DATA_SCRIPTS = {"application/json", "application/ld+json", "importmap"}


# Without any of these a page has nothing that Markup finds; what they find need not be a fault.
SUSPICIOUS = re.compile(
    r"""<script\b(?![^>]*\s(?:src|nonce)=)|[\s"'/](?:on\w+|style)\s*=|\{\{|\{%""", re.IGNORECASE
)


def faults_of(html):
    """What the browser would block in a page, and template leftovers."""
    if not SUSPICIOUS.search(html):
        return []
    markup = Markup()
    markup.feed(html)
    return markup.faults


class HouseClient(Client):
    """A browser that refuses pages which write on GET, or carry inline styles and handlers."""

    def request(self, **request):
        if request.get("REQUEST_METHOD") in {"GET", "HEAD"}:
            with refuse_writes_but_sessions():
                response = super().request(**request)
        else:
            response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            faults = faults_of(response.content.decode())
            assert not faults, f"{request.get('PATH_INFO')}: {faults[:5]}"
        return response


SESSION_WRITE = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "django_session"', re.IGNORECASE)


def refuse_writes_but_sessions():
    """A GET only reads; the session is the browser's own, and may move with it."""

    def guard(execute, sql, params, many, context):
        if SESSION_WRITE.match(str(sql)):
            return execute(sql, params, many, context)
        return http._only_reads(execute, sql, params, many, context)

    return connections["default"].execute_wrapper(guard)


@pytest.fixture
def client():
    return HouseClient()


@pytest.fixture
def client_for():
    """A browser in which a person is signed in: `client_for(staff).get(…)`."""

    def sign_in(user, **defaults):
        browser = HouseClient(**defaults)
        browser.force_login(user)
        return browser

    return sign_in


def assert_flat(client, url, grow):
    """The page costs as many queries with eleven rows as with one."""
    grow(1)
    assert client.get(url).status_code == 200  # also fills what is not the page's business
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    grow(10)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    seen = [query["sql"] for query in few.captured_queries]
    extra = [q["sql"][:200] for q in many.captured_queries if q["sql"] not in seen]
    assert len(many) <= len(few), "queries grow with rows:\n" + "\n".join(extra)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb):
    """Keep what `make test` migrated for all, where it did, instead of doing it once more.

    On PostgreSQL every new database begins as a copy by itself.
    """
    if connection.vendor != "sqlite":
        return django_db_keepdb
    return begin_as_migrated(connection.settings_dict["TEST"]["NAME"]) or django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, django_db_keepdb, request):
    """Let a test database be emptied between tests: the guards of append-only tables would refuse.

    Tests of a guard itself use the fixtures `guarded_trail`, `guarded_snapshots` and
    `guarded_ledger`.
    """
    with django_db_blocker.unblock():
        append_only.remove(Statements(), "actors_event")
        append_only.remove(Statements(), "reports_snapshot")
        append_only.remove(Statements(), "programmes_transaction")
    yield
    if django_db_keepdb and not request.config.getvalue("reuse_db"):
        connection.close()
        database = Path(connection.settings_dict["NAME"])
        for file in database.parent.glob(f"{database.name}*"):
            file.unlink()


class Statements:
    """Runs statements inside a test's transaction, where SQLite allows no schema editor."""

    connection = connection

    def execute(self, sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.fixture
def guarded_trail(db):
    """The audit trail as in life: the database refuses to change or delete its rows."""
    append_only.install(Statements(), "actors_event")
    yield
    append_only.remove(Statements(), "actors_event")


@pytest.fixture
def guarded_snapshots(db):
    """Snapshots as in life: the database refuses to change or delete them."""
    append_only.install(Statements(), "reports_snapshot")
    yield
    append_only.remove(Statements(), "reports_snapshot")


@pytest.fixture
def guarded_ledger(db):
    """Transactions as in life: the database refuses to change or delete them."""
    append_only.install(Statements(), "programmes_transaction")
    yield
    append_only.remove(Statements(), "programmes_transaction")
