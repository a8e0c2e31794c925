"""JSON as real sites write it: 36 damages, and texts that must survive them."""

import html
import json
from typing import Any

import pytest

from crawler import repair

HEAD = (
    '"@type":"Review","author":{"@type":"Person","name":"Anna"},"datePublished":"2026-01-02",'
    '"reviewRating":{"@type":"Rating","ratingValue":"4"}'
)
DAMAGES = {
    "valid": '{HEAD,"reviewBody":"ok"}',
    "html_comment": '<!-- {HEAD,"reviewBody":"ok"} -->',
    "html_comment_lines": '<!--\n{HEAD,"reviewBody":"ok"}\n-->',
    "cdata": '//<![CDATA[\n{HEAD,"reviewBody":"ok"}\n//]]>',
    "cdata_bare": '<![CDATA[{HEAD,"reviewBody":"ok"}]]>',
    "trailing_comma": '{HEAD,"reviewBody":"ok",}',
    "trailing_comma_list": '{"@graph":[{HEAD,"reviewBody":"ok"},]}',
    "raw_newline": '{HEAD,"reviewBody":"line1\nline2"}',
    "raw_controls": '{HEAD,"reviewBody":"a\tb\x0bc\x00d"}',
    "line_comment": '// schema\n{HEAD,"reviewBody":"ok"}',
    "comment_inside": '{HEAD, /* stars */ "reviewBody":"ok" // end\n}',
    "url_is_no_comment": '{HEAD,"url":"https://x.example//z","reviewBody":"see http://a.example"}',
    "single_quotes": "{HEAD,'reviewBody':'ok'}",
    "unquoted_keys": '{type:"x",HEAD,reviewBody:"ok"}',
    "unescaped_quote": '{HEAD,"reviewBody":"the "best" pizza"}',
    "unescaped_quote_comma": '{HEAD,"reviewBody":"he said "wow", then left"}',
    "bad_escape": r'{HEAD,"reviewBody":"a\_b it\'s c:\x"}',
    "entities": html.escape('{HEAD,"reviewBody":"ok"}'.replace("HEAD", HEAD)),
    "entity_in_value": '{HEAD,"reviewBody":"Tom &amp; Jerry &quot;x&quot;"}',
    "bom": '\ufeff{HEAD,"reviewBody":"ok"}',
    "missing_brace": '{"@graph":[{HEAD,"reviewBody":"ok"}',
    "truncated_value": '{"@graph":[{HEAD,"reviewBody":"ok"},{"@type":"Review","reviewBody":"cut he',
    "concatenated": '{HEAD,"reviewBody":"ok"}{HEAD,"reviewBody":"ok2"}',
    "concatenated_comma": '{HEAD,"reviewBody":"ok"},{HEAD,"reviewBody":"ok2"}',
    "semicolon": '{HEAD,"reviewBody":"ok"};',
    "empty_value": '{HEAD,"reviewBody":"ok","price": ,"x":1}',
    "undefined_nan": '{HEAD,"reviewBody":"ok","price":undefined,"n":NaN}',
    "missing_comma": '{HEAD "reviewBody":"ok"}',
    "missing_comma_newline": '{HEAD\n"reviewBody":"ok"}',
    "template_left": '{HEAD,"reviewBody":"ok","sku":{{ product.sku }}}',
    "php_warning": '<br />\n<b>Warning</b>: x in /a.php on line 3<br />\n{HEAD,"reviewBody":"ok"}',
    "double_encoded": json.dumps('{HEAD,"reviewBody":"ok"}'.replace("HEAD", HEAD)),
    "leading_zero": '{HEAD,"reviewBody":"ok","n":007}',
    "smart_quotes": "{HEAD,“reviewBody”:“ok”}",
    "lone_surrogate": '{HEAD,"reviewBody":"\\ud83d\\ude00 ok \\ud83d"}',
    "no_break_space": '{HEAD,\u00a0"reviewBody":"ok"}',
}


def damaged(name: str) -> str:
    text = DAMAGES[name].replace("HEAD", HEAD)
    return text.replace('"', "'") if name == "single_quotes" else text


def bodies(value: Any) -> list[str]:
    """The bodies of Anna's reviews anywhere in `value`."""
    if isinstance(value, list):
        return [body for item in value for body in bodies(item)]
    if not isinstance(value, dict):
        return []
    own = [value["reviewBody"]] if (value.get("author") or {}).get("name") == "Anna" and value.get("reviewBody") else []
    return own + [body for item in value.values() if isinstance(item, dict | list) for body in bodies(item)]


def test_the_table_has_36_damages():
    assert len(DAMAGES) == 36


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_script_still_gives_its_review(name):
    value, _ = repair.loads(damaged(name))
    assert bodies(value)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("unescaped_quote", 'the "best" pizza'),
        ("raw_newline", "line1\nline2"),
        ("url_is_no_comment", "see http://a.example"),
        ("entity_in_value", "Tom &amp; Jerry &quot;x&quot;"),
    ],
)
def test_the_text_survives_the_damage(name, body):
    assert bodies(repair.loads(damaged(name))[0]) == [body]


@pytest.mark.parametrize("name", ["concatenated", "concatenated_comma"])
def test_objects_that_stand_one_after_another_are_all_read(name):
    assert bodies(repair.loads(damaged(name))[0]) == ["ok", "ok2"]


@pytest.mark.parametrize(("name", "mended"), [("valid", False), ("semicolon", False), ("trailing_comma", True)])
def test_only_a_real_repair_is_called_one(name, mended):
    assert repair.loads(damaged(name))[1] is mended


@pytest.mark.parametrize(
    "text",
    ["", "   ", "hello", "[" * 100_000, '{"a":' * 100_000, "undefined", "x" + " \n" * 50_000 + "x", "<!--" * 9000],
)
def test_what_holds_nothing_is_a_value_error(text):
    with pytest.raises(ValueError, match=r".+"):
        repair.loads(text)


def test_a_long_broken_script_is_not_repaired_at_any_price():
    with pytest.raises(ValueError, match="too long to repair"):
        repair.loads('{"a":"' + 'x" y "' * 60_000)
