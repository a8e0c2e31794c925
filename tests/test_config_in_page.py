"""Shipped presets know the pages that show their reviews, and take their parameters from there."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.preset import find_presets, missing_in, presets_on

PRESETS, _ = find_presets(Path("/nowhere"))
KEY = "AbCdEf1234567890AbCdEf1234567890AbCdEf12"
TSID = "X0123456789ABCDEF0123456789ABCDEF"
URL = "https://shop.example/cups/1"


@pytest.mark.parametrize(
    ("page", "entry"),
    [
        (f'<script src="//staticw2.yotpo.com/{KEY}/widget.js">', {"preset": "yotpo", "app_key": KEY}),
        (
            f'<script src="https://cdn-widgetsrepository.yotpo.com/v1/loader/{KEY}"></script>'
            '<div class="yotpo yotpo-main-widget" data-name="Cup" data-product-id="77">',
            {"preset": "yotpo", "app_key": KEY, "product": "77"},
        ),
        (
            f'<script src="https://widgets.trustedshops.com/js/{TSID}.js">',
            {"preset": "trusted_shops", "shop_id": TSID},
        ),
        (
            f'<script src="https://integrations.etrusted.com/a.js"></script><script>_tsid = "{TSID}"',
            {"preset": "trusted_shops", "shop_id": TSID},
        ),
        (
            '<link href="/wp-content/plugins/woocommerce/a.css">',
            {"preset": "woocommerce", "shop": "https://shop.example"},
        ),
        (
            '<link rel="https://api.w.org/" href="https://shop.example/de/wp-json/" /><meta content="WooCommerce 9">',
            {"preset": "woocommerce", "shop": "https://shop.example/de"},
        ),
        (
            '<script src="https://cdn.judge.me/w.js"></script><script>Shopify.shop = "corner-cups.myshopify.com";',
            {"preset": "judgeme", "shop": "corner-cups.myshopify.com", "token": "${JUDGEME_TOKEN}"},
        ),
        (
            '<meta name="generator" content="Discourse 3.2">',
            {"preset": "discourse", "forum": "https://shop.example"},
        ),
    ],
)
def test_a_widget_tells_its_preset_and_parameters(page: str, entry: dict[str, str]) -> None:
    assert presets_on(URL, f"<html>\n{page}", PRESETS) == [entry]
    assert missing_in(entry, PRESETS[entry["preset"]]) == {}


def test_what_a_page_does_not_name_is_missing() -> None:
    [entry] = presets_on(URL, "<script src=https://widgets.trustedshops.com/w.js>", PRESETS)
    assert list(missing_in(entry, PRESETS["trusted_shops"])) == ["shop_id"]


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>We like judges, yotpo and Discourse</p>",
        '<script>Shopify.shop = "corner-cups.myshopify.com"',
        f"<p>{TSID}",
    ],
)
def test_a_page_without_a_widget_tells_nothing(page: str) -> None:
    assert presets_on(URL, page, PRESETS) == []
