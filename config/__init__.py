"""config.yaml and playbooks: what an operator and an owner edit, as one frozen Config. Imports only `model`.

Strict: unknown keys, unset secrets and sentences cut in two are errors with their line and the next step.
"""

from config.inbox_settings import InboxSettings
from config.load import load_config
from config.own_words import OwnWords
from config.playbook import Contact, PlatformRule, Playbook, RemedyPlan, Standard
from config.settings import (
    Assumptions,
    BrokenSource,
    Budget,
    Business,
    Config,
    CrawlSettings,
    Defaults,
    DigestTime,
    FlagRules,
    MailSettings,
    Person,
)
from config.source import Source
from config.times import Hours

__all__ = [
    "Assumptions",
    "BrokenSource",
    "Budget",
    "Business",
    "Config",
    "Contact",
    "CrawlSettings",
    "Defaults",
    "DigestTime",
    "FlagRules",
    "Hours",
    "InboxSettings",
    "MailSettings",
    "OwnWords",
    "Person",
    "PlatformRule",
    "Playbook",
    "RemedyPlan",
    "Source",
    "Standard",
    "load_config",
]
