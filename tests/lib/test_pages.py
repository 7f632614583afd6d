"""Numbered pages whose address is their state."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.template import Context, Template
from django.test import RequestFactory

from lib.pages import paginate

ROWS = list(range(1, 101))


def page_at(address, rows=ROWS, per_page=10):
    return paginate(rows, RequestFactory().get(address), per_page)


def test_the_first_page_is_the_default():
    page = page_at("/")
    assert list(page) == ROWS[:10]
    assert (page.number, page.count, page.total, page.first_row, page.last_row) == (
        1,
        10,
        100,
        1,
        10,
    )
    assert page.previous_url == ""


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("3", 3),
        ("", 1),
        ("x", 1),
        ("0", 1),
        ("-4", 1),
        ("99", 10),
        ("9" * 5000, 1),
        ("٣", 3),
        ("2.0", 1),
    ],
)
def test_any_number_in_the_address_gives_a_page(asked, given):
    assert page_at(f"/?page={asked}").number == given


def test_links_keep_the_filters():
    page = page_at("/?kind=a&kind=b&q=%C3%A9&page=2")
    assert page.next_url == "?kind=a&kind=b&q=%C3%A9&page=3"
    assert page.previous_url == "?kind=a&kind=b&q=%C3%A9"


def test_far_pages_are_left_out_of_the_links():
    assert [number for number, _url in page_at("/?page=5").links] == [1, None, 4, 5, 6, None, 10]
    assert [number for number, _url in page_at("/?page=1").links] == [1, 2, None, 10]
    assert [number for number, _url in page_at("/", ROWS[:20]).links] == [1, 2]


def test_an_empty_list_is_one_empty_page():
    page = page_at("/?page=7", [])
    assert (page.number, page.count, page.total, len(page)) == (1, 1, 0, 0)
    assert (page.first_row, page.last_row) == (0, 0)
    assert page.is_only
    assert page.next_url == page.previous_url == ""


@pytest.mark.django_db
def test_rows_without_order_are_refused():
    with pytest.raises(ValueError, match="Order these rows"):
        page_at("/", ContentType.objects.all())


@pytest.mark.django_db
def test_a_page_costs_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        page = page_at("/?page=2", ContentType.objects.order_by("pk"), 2)
        assert len(list(page)) == len(list(page)) == 2


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ("{% querystring order='date' %}", "?q=a&amp;order=date"),
        ("{% querystring q=None %}", "?"),
        ("{% querystring page=2 %}", "?q=a&amp;page=2"),
        ("{% querystring kind=kinds %}", "?q=a&amp;kind=x&amp;kind=y%26"),
    ],
)
def test_the_tag_replaces_and_removes_keys(tag, address):
    request = RequestFactory().get("/?q=a&page=5")
    context = Context({"request": request, "kinds": ["x", "y&"]})
    assert Template("{% load pages %}" + tag).render(context) == address
