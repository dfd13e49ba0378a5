import pytest

from jevons.core.prices.local import EMBEDDED, LocalPrice, local_price


def test_an_hour_costs_the_hourly_price():
    assert LocalPrice(1.8, "").cost(3600) == pytest.approx(1.8)
    assert LocalPrice(1.8, "").cost(2) == pytest.approx(0.001)


def test_the_embedded_model_has_a_stated_default():
    price = local_price(None, embedded=True)
    assert price is EMBEDDED
    assert price.cost(3600) == pytest.approx(0.10)
    assert "assumed" in price.assumption
    assert "0.10 $/h" in price.assumption


def test_a_server_has_no_default():
    assert local_price(None, embedded=False) is None


@pytest.mark.parametrize("embedded", [True, False])
def test_the_setting_goes_first(embedded):
    price = local_price(2.5, embedded=embedded)
    assert price is not None
    assert price.usd_per_hour == 2.5
    assert price.assumption == "2.5 $/h as set (usd_per_hour)"


def test_a_machine_may_be_free():
    price = local_price(0.0, embedded=False)
    assert price is not None
    assert price.cost(100) == 0
