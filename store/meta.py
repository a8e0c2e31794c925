"""Small facts about this install: last times, versions, and the secret that keys author hashes."""

from __future__ import annotations

import secrets

from store.connect import Link

PUT = """insert into meta(key, value) values(:key, :value)
on conflict(key) do update set value = excluded.value"""


class Meta:
    def __init__(self, link: Link) -> None:
        self._link = link

    def get(self, key: str) -> str | None:
        value: str | None = self._link.value("select value from meta where key = :key", key=key)
        return value

    def set(self, key: str, value: str) -> None:
        self._link.run(PUT, key=key, value=value)

    def secret(self) -> bytes:
        """32 random bytes, made once and kept with the data: whoever restores the file restores them."""
        known = self.get("secret")
        if known is None:
            made = secrets.token_hex(32)
            self._link.run("insert into meta(key, value) values('secret', :made) on conflict do nothing", made=made)
            known = self.get("secret") or made
        return bytes.fromhex(known)
