"""Owners are told by mail what must be looked at again, and never more than once a week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select

from core.accounts.accounts import disable, find_account
from core.accounts.reminding import ReviewReminder
from core.orm import begin_write, today
from core.publishing.publishing import withdraw
from socialmap.models import Organization, Region
from tests.admin.people import add_person
from tests.instances import Instance, copied, starter_template


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    with copied(starter_template(), tmp_path / "data", public_url="https://zorg.example") as made:
        yield made


def give(instance: Instance, owner: str, *days: int) -> list[str]:
    """Let organizations be of an owner, to be looked at so many days from now; gives their names."""
    with instance.session() as session:
        begin_write(session)
        free = select(Organization).where(Organization.owner == "zorgbuurt starter").order_by(Organization.slug)
        found = session.scalars(free.limit(len(days))).all()
        for record, day in zip(found, days, strict=True):
            record.owner = owner
            record.review_by = today() + timedelta(days=day)
            for service in record.services:
                service.review_by = None
        session.commit()
        return [record.name for record in found]


def mails(instance: Instance) -> list[EmailMessage]:
    """What was sent so far."""
    return [
        message_from_bytes(file.read_bytes(), policy=default)
        for file in sorted((instance.folder / "mail").glob("*.eml"))
    ]


def words_of(message: EmailMessage) -> str:
    text: str = message.get_content()
    return text.replace("\r\n", "\n")


def test_an_owner_gets_one_mail_with_a_link_to_each_record(instance: Instance) -> None:
    noor = add_person(instance, name="Noor")
    late, soon, far = give(instance, "Noor", -3, 5, 60)
    said = instance.command("review", "remind").output
    assert "Verstuurd aan Noor: 2 gegevens." in said
    [mail] = mails(instance)
    assert (mail["To"], mail["Subject"]) == (noor.email, "Zorg in uw Buurt: 2 gegevens om na te kijken")
    text = words_of(mail)
    assert text.startswith("Dag Noor,\n")
    assert text.index("De dag is voorbij:") < text.index(late) < text.index("Binnen twee weken:") < text.index(soon)
    assert far not in text
    with instance.session() as session:
        record = session.scalars(select(Organization).where(Organization.name == late)).one()
        assert f"https://zorg.example/beheer/organisaties/{record.id}\n" in text
    assert "https://zorg.example/beheer/organisaties?eigenaar=Noor&verlopen=1" in text


def test_nobody_is_reminded_twice_in_a_week(instance: Instance) -> None:
    add_person(instance, name="Noor")
    give(instance, "Noor", -3)
    for _ in range(3):
        instance.command("review", "remind")
    assert len(mails(instance)) == 1
    with instance.session() as session:
        begin_write(session)
        session.scalars(select(ReviewReminder)).one().sent_at -= timedelta(days=7)
        session.commit()
    instance.command("review", "remind")
    assert len(mails(instance)) == 2


def test_a_service_and_any_other_kind_count_too(instance: Instance) -> None:
    add_person(instance, name="Noor")
    [name] = give(instance, "Noor", 300)
    with instance.session() as session:
        begin_write(session)
        session.scalars(select(Organization).where(Organization.name == name)).one().services[0].review_by = today()
        region = session.scalars(select(Region).limit(1)).one()
        region.owner, region.review_by = "Noor", today() - timedelta(days=1)
        region_name = region.name
        session.commit()
    instance.command("review", "remind")
    text = words_of(mails(instance)[0])
    assert name in text
    assert region_name in text


def test_what_is_in_the_archive_is_nobodys_work(instance: Instance) -> None:
    add_person(instance, name="Noor")
    [name] = give(instance, "Noor", -3)
    with instance.session() as session:
        begin_write(session)
        withdraw(session, session.scalars(select(Organization).where(Organization.name == name)).one(), "Eva")
        session.commit()
    instance.command("review", "remind")
    assert mails(instance) == []


def test_who_left_or_has_no_account_gets_no_mail(instance: Instance) -> None:
    add_person(instance, name="Noor")
    give(instance, "Noor", -3)
    give(instance, "Niemand", -3)
    with instance.session() as session:
        begin_write(session)
        account = find_account(session, "Noor")
        assert account is not None
        disable(session, account, by="Eva")
        session.commit()
    assert "Gegevens zonder beheerder met een account" in instance.command("review", "remind").output
    assert mails(instance) == []


def test_a_mail_that_does_not_leave_is_tried_again(instance: Instance) -> None:
    add_person(instance, name="Noor")
    add_person(instance, name="Ada")
    give(instance, "Noor", -3)
    give(instance, "Ada", -3)
    (instance.folder / "mail").write_text("hier hoort een map")
    said = instance.command("review", "remind", expect=1).output
    assert "Niet verstuurd aan Ada: " in said
    assert "Niet verstuurd aan Noor: " in said
    (instance.folder / "mail").unlink()
    instance.command("review", "remind")
    assert len(mails(instance)) == 2


def test_a_long_list_is_cut(instance: Instance) -> None:
    add_person(instance, name="Noor")
    names = give(instance, "Noor", *range(-45, 0))
    instance.command("review", "remind")
    text = words_of(mails(instance)[0])
    assert sum(name in text for name in names) >= 40
    assert text.count("https://zorg.example/beheer/organisaties/") == 40
    assert "- en nog 5" in text
