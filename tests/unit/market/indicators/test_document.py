"""The page about indicators says what the code does."""

from tests.unit.market.indicators.document import PATH, agreement_part, catalog_part, parts_of


def test_the_page_lists_the_catalog_as_it_is() -> None:
    assert parts_of(PATH.read_text())[0].rstrip() == catalog_part().rstrip()


def test_the_page_shows_the_agreement_as_it_is_measured() -> None:
    assert parts_of(PATH.read_text())[1].rstrip() == agreement_part().rstrip()
