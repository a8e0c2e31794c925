"""The tables, grown by named steps. A step that has been released is never edited: add the next one.

Each step runs in a transaction and is recorded in the file by sqlite-utils.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from model import StoreError
from store.connect import Link

migrations = Migrations("grapevine")


def migrate(link: Link) -> None:
    """Bring an older file up to date. Two processes may start at once: the second waits, then finds nothing to do.

    StoreError: the file has a step that is no function of this module, so a newer version has written it.
    """
    unknown = [step.name for step in migrations.applied(link.db) if step.name not in globals()]
    if unknown:
        raise StoreError(f"{link.where} was written by a newer Grapevine (it has {unknown[-1]}): update Grapevine")
    if migrations.pending(link.db):
        with link.transaction():
            migrations.apply(link.db)


@migrations()
def m001_reviews(db: Database) -> None:
    db.executescript("""
create table review(
  id integer primary key,
  business text not null check(business <> ''),
  source text not null check(source <> ''),
  external_id text not null check(external_id <> ''),
  rating real check(rating between 1 and 5),
  title text not null, text text not null, hash text not null,
  published text, seen text not null, week text not null,
  author text not null, author_key text not null,
  lang text, url text not null, location text not null, kind text not null,
  reply text, replied text, replied_rev integer,
  rev integer not null default 1, initial integer not null, erased integer not null default 0,
  scored text, found_lang text, sentiment real, label text, why_not text, flagged integer not null default 0,
  level text, severity integer not null default 0, safety integer not null default 0,
  themes text not null default '[]', reasons text not null default '[]',
  unique(business, source, external_id)
) strict;
create index review_week on review(business, week);
create index review_seen on review(business, seen);
create index review_unscored on review(id) where scored is null;
create index review_replied on review(business) where reply is not null;
create index review_author on review(author_key) where author_key <> '';
create table version(
  id integer primary key, review_id integer not null references review(id),
  rating real, title text not null, text text not null, replaced text not null
) strict;
create index version_review on version(review_id);
create table theme(
  review_id integer not null references review(id), theme text not null, polarity text not null,
  primary key(review_id, theme, polarity)
) strict;
create table erased(author_key text primary key) strict;
create table quarantine(
  id integer primary key, business text not null, source text not null, external_id text not null,
  said text not null, at text not null
) strict;
""")


@migrations()
def m002_flags(db: Database) -> None:
    db.executescript("""
create table flag(
  review_id integer primary key references review(id),
  business text not null, state text not null, safety integer not null, lang text,
  opened text not null, due text, rev integer not null default 1, review_rev integer not null,
  taken_by text not null default '', handled text, alerted text, cause text not null default '',
  draft text, drafted text, approved integer not null default 0, words text not null
) strict;
create index flag_list on flag(business, state, safety desc, opened);
create index flag_unalerted on flag(business) where alerted is null;
create table event(
  id integer primary key, review_id integer not null references review(id),
  at text not null, who text not null, what text not null, said text not null
) strict;
create index event_review on event(review_id);
create table tick(
  review_id integer not null references review(id), remedy text not null,
  who text not null, at text not null, cost real,
  primary key(review_id, remedy)
) strict;
create table correction(
  review_id integer primary key references review(id), review_rev integer not null,
  what text not null, who text not null, at text not null
) strict;
""")


@migrations()
def m003_mail(db: Database) -> None:
    db.executescript("""
create table mail(
  id integer primary key, key text not null unique, kind text not null, recipient text not null,
  subject text not null, text text not null, html text not null, headers text not null, expires text,
  tries integer not null default 0, state text not null, said text not null default '',
  queued text not null, due text not null, sent text, owner text not null default ''
) strict;
create index mail_due on mail(due) where state in ('queued', 'sending');
create table suppressed(recipient text primary key, said text not null, at text not null) strict;
create table digest(
  business text not null, recipient text not null, week text not null,
  mail_key text not null, late integer not null, queued text not null,
  primary key(business, recipient, week)
) strict;
""")


@migrations()
def m004_work(db: Database) -> None:
    db.executescript("""
create table source(
  business text not null, name text not null, site text not null, listed integer not null default 1,
  next_due text not null, not_before text, quarantined text, fails integer not null default 0,
  etag text, last_modified text, last_good text, verdict text, since text, said text not null default '',
  seen integer not null default 0, new integer not null default 0, first_import_done integer not null default 0,
  primary key(business, name)
) strict;
create table run(
  id integer primary key, stage text not null, business text not null, key text not null,
  started text not null, finished text not null, verdict text,
  seen integer not null, new integer not null, changed integer not null, failed integer not null,
  said text not null, facts text not null,
  unique(stage, business, key, started)
) strict;
create index run_started on run(started);
create table lease(name text primary key, owner text not null, until text not null) strict;
create table request(
  id integer primary key, kind text not null, payload text not null, asked text not null,
  claimed text, done integer not null default 0, said text not null default ''
) strict;
create index request_open on request(id) where done = 0;
create table measure(
  id integer primary key, business text not null, theme text not null, what text not null, since text not null,
  until text, by text not null, say text not null,
  unique(business, theme, what, since)
) strict;
create table robots(site text primary key, body text not null, at text not null) strict;
create table meta(key text primary key, value text not null) strict;
""")


@migrations()
def m005_people(db: Database) -> None:
    db.executescript("""
create table token(
  hash text primary key, email text not null, purpose text not null,
  issued text not null, expires text not null, used text
) strict;
create table session(hash text primary key, email text not null, started text not null, expires text not null) strict;
create index session_email on session(email);
create table attempt(key text not null, at text not null) strict;
create index attempt_key on attempt(key, at);
""")


@migrations()
def m006_taken(db: Database) -> None:
    db.executescript("""
create table taken(
  business text not null, source text not null, item text not null, at text not null,
  primary key(business, source, item)
) strict;
alter table review add column missed integer not null default 0;
alter table review add column gone text;
""")


@migrations()
def m007_wrong_theme(db: Database) -> None:
    db.executescript("""
create table wrong_theme(
  review_id integer not null references review(id), theme text not null, review_rev integer not null,
  who text not null, at text not null, primary key(review_id, theme)
) strict;
""")


@migrations()
def m008_feedback(db: Database) -> None:
    db.executescript("""
create table feedback(
  review_id integer primary key references review(id),
  recommend integer check(recommend between 0 and 10), heard text not null
) strict;
""")


@migrations()
def m009_duplicates(db: Database) -> None:
    db.executescript("""
alter table review add column dup_of integer references review(id);
create index review_dup on review(dup_of) where dup_of is not null;
""")


_SHOWN = ("business", "week", "source", "location", "kind", "rating", "label", "themes", "flagged", "dup_of", "reply")
_TIMES = ("replied", "published")


@migrations()
def m010_sums(db: Database) -> None:
    """Two plain statements count a change: an upsert inside a trigger follows the outer statement's conflict clause."""
    db.executescript("""
create table changed(
  business text not null, week text not null, n integer not null, primary key(business, week)
) strict, without rowid;
create table summed(
  business text not null, week text not null, n integer not null, sums text not null, told text not null,
  primary key(business, week)
) strict, without rowid;
create table flag_count(
  business text not null, state text not null, n integer not null, primary key(business, state)
) strict, without rowid;
create index event_closed on event(review_id, at) where what in ('answered', 'solved');
create index flag_drafted on flag(business, drafted) where draft is not null;
create index review_answered on review(business, coalesce(replied, seen)) where reply is not null;
""")
    count = """
 insert into changed(business, week, n) select {of}.business, {of}.week, 0
  where not exists (select 1 from changed where business = {of}.business and week = {of}.week);
 update changed set n = n + 1 where business = {of}.business and week = {of}.week;"""
    new, old = count.format(of="new"), count.format(of="old")
    differs = " or ".join(f"new.{name} is not old.{name}" for name in (*_SHOWN, *_TIMES))
    flagged = """
 update changed set n = n + 1 where (business, week) = (select business, week from review where id = {of}.review_id);"""
    more = """
 insert into flag_count(business, state, n) select new.business, new.state, 0
  where not exists (select 1 from flag_count where business = new.business and state = new.state);
 update flag_count set n = n + 1 where business = new.business and state = new.state;"""
    fewer = "\n update flag_count set n = n - 1 where business = old.business and state = old.state;"
    triggers = f"""
create trigger sum_review_new after insert on review begin{new} end;
create trigger sum_review_gone after delete on review begin{old} end;
create trigger sum_review_changed after update on review when {differs} begin{new}{old} end;
create trigger sum_flag_new after insert on flag begin{flagged.format(of="new")}{more} end;
create trigger sum_flag_gone after delete on flag begin{flagged.format(of="old")}{fewer} end;
create trigger count_flag_moved after update on flag when new.state is not old.state begin{fewer}{more} end;
create trigger sum_flag_moved after update on flag when new.state is not old.state or new.handled is not old.handled
begin{flagged.format(of="new")} end;
insert into flag_count(business, state, n) select business, state, count(*) from flag group by business, state;
insert into changed(business, week, n) select distinct business, week, 0 from review;
"""  # noqa: S608 - constants
    db.executescript(triggers)


@migrations()
def m011_closed(db: Database) -> None:
    db.executescript("""
create index flag_closed on flag(business, handled) where handled is not null;
create index mail_alert on mail(queued) where kind = 'alert';
""")


@migrations()
def m012_told_theme(db: Database) -> None:
    db.executescript("""
create table told_theme(
  review_id integer not null references review(id), theme text not null, instead text not null,
  review_rev integer not null, who text not null, at text not null, primary key(review_id, theme)
) strict;
""")


@migrations()
def m013_edited(db: Database) -> None:
    db.executescript("create index version_replaced on version(replaced);")


@migrations()
def m014_copies(db: Database) -> None:
    db.executescript("create index review_copies on review(business, week) where dup_of is not null;")


@migrations()
def m015_sums_anew(db: Database) -> None:
    """What is kept of a week has another form: it is summed up again."""
    db.executescript("delete from summed;")
