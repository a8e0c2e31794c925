"""Secrets come from the environment: `${NAME}` in the file, never the secret itself.

Pure: the environment is handed in.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from pydantic import SecretStr

NAME = re.compile(r"\$\{([^}]*)\}")
_SECRET_KEYS = re.compile(r"(?i)auth|token|secret|passw|api.?key|access.?key|cookie|credential|session|signature")
_KNOWN_SHAPES = re.compile(r"^(sk|pk|rk|ghp|gho|glpat|xox[abp]|AKIA|AIza|eyJ)[-_A-Za-z0-9]{10,}")


def names_in(text: str) -> list[str]:
    """The NAMEs of all `${NAME}` in `text`."""
    return NAME.findall(text)


def fill(text: str, values: Mapping[str, SecretStr]) -> str:
    """`text` with each `${NAME}` replaced; a name that is not in `values` stays as it is."""
    return NAME.sub(lambda m: values[m[1]].get_secret_value() if m[1] in values else m[0], text)


def fill_address(url: str, values: Mapping[str, SecretStr]) -> str:
    """`fill` for an address: a secret that is a part of it is quoted, so that a password may hold an @ or a brace."""
    if NAME.fullmatch(url):
        return fill(url, values)
    return fill(url, {name: SecretStr(quote(value.get_secret_value(), safe="")) for name, value in values.items()})


def take(text: str, env: Mapping[str, str]) -> tuple[dict[str, SecretStr], list[str]]:
    """The secrets `text` asks for, and a sentence for each that cannot be had."""
    found: dict[str, SecretStr] = {}
    faults = []
    for name in names_in(text):
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            faults.append(f'"${{{name}}}" is not a variable name — write it like ${{SMTP_URL}}')
        elif not env.get(name):
            state = "is empty" if name in env else "is not set"
            faults.append(f"the variable {name} {state} — before starting, run:  export {name}='…'")
        else:
            found[name] = SecretStr(env[name])
    return found, faults


def literal_secret(key: str, value: str) -> bool:
    """Whether `value` looks like a secret written out: by its key, its scheme, its known shape or its randomness."""
    bare = NAME.sub("", value).strip()
    word = re.sub(r"(?i)^(bearer|basic|token|apikey|key)\b[ :=]*", "", bare).strip()
    if not word:
        return False
    return bool(_SECRET_KEYS.search(key)) or word != bare or bool(_KNOWN_SHAPES.match(word)) or _random(word)


def _random(word: str) -> bool:
    """20 or more characters without blanks, letters and digits mixed, and more than 3.5 bits each (Shannon)."""
    if (
        not re.fullmatch(r"[A-Za-z0-9_\-+/=.]{20,}", word)
        or not re.search(r"\d", word)
        or not re.search(r"[A-Za-z]", word)
    ):
        return False
    shares = [word.count(char) / len(word) for char in set(word)]
    return -sum(share * math.log2(share) for share in shares) > 3.5


def literal_in_url(url: str) -> str:
    """Which part of `url` is a secret written out: "password", the name of a query key, or ""."""
    try:
        parts = urlsplit(url)
        password = parts.password or ""
    except ValueError:
        return ""
    if NAME.sub("", password):
        return "password"
    for pair in parts.query.split("&"):
        key, _, value = pair.partition("=")
        if len(value) >= 8 and _SECRET_KEYS.search(key + "_") and literal_secret(key, value):
            return key
    return ""


def how_to_hide(name: str) -> str:
    """The next step after a literal secret."""
    return f"write ${{{name}}} here and keep the secret in the environment:  export {name}='…'"
