"""Kinds of membership: ages, quotas and caps of real statutes, and what changes by itself."""

from datetime import date

from members.models.rulebook import Rulebook
from members.rules import Applicant, Numbers, change_of, why_not_type

TODAY = date(2025, 6, 1)


def _type(**rule: object) -> Rulebook:
    return Rulebook.model_validate(
        {"types": [{"key": "special", "name": "Fördermitglied", **rule}, {"key": "full", "name": "Vollmitglied"}]}
    )


def _why_not(rulebook: Rulebook, applicant: Applicant | None = None, numbers: Numbers | None = None) -> str | None:
    return why_not_type(
        rulebook,
        type_key="special",
        applicant=applicant or Applicant(),
        numbers=numbers or Numbers(),
        from_on=TODAY,
    )


def _changes(
    born_on: date | None, from_on: date = date(2022, 1, 1), **change: object
) -> tuple[date, str | None] | None:
    found = change_of(_type(changes=change), type_key="special", born_on=born_on, from_on=from_on)
    return (found.day, found.type_key) if found else None


def test_change_of_a_junior_on_the_25th_birthday() -> None:
    """bergenhusen: born 14 March 2001, a full member from 14 March 2026."""
    assert _changes(date(2001, 3, 14), at_age=25, then="full") == (date(2026, 3, 14), "full")


def test_change_of_an_end_at_the_end_of_the_year_of_45() -> None:
    assert _changes(date(1980, 8, 2), at_age=45, when="year_end") == (date(2026, 1, 1), None)


def test_change_of_a_grace_year_counts_on_top() -> None:
    assert _changes(date(1985, 8, 2), at_age=40, when="year_end", grace_years=1) == (date(2027, 1, 1), None)


def test_change_of_at_the_end_of_the_fiscal_year() -> None:
    rulebook = Rulebook.model_validate(
        {
            "fiscal_year": {"start": "04-01"},
            "types": [{"key": "junior", "name": "Junior", "changes": {"at_age": 25, "when": "fiscal_year_end"}}],
        }
    )

    found = change_of(rulebook, type_key="junior", born_on=date(2001, 3, 14), from_on=date(2022, 1, 1))

    assert found
    assert found.day == date(2026, 4, 1)


def test_change_of_a_trial_year() -> None:
    assert _changes(None, date(2025, 2, 10), after="1 year", then="full") == (date(2026, 2, 10), "full")


def test_change_of_who_joins_past_the_limit_is_at_once() -> None:
    assert _changes(date(1990, 1, 1), date(2025, 2, 10), at_age=25, then="full") == (date(2025, 2, 10), "full")


def test_change_of_without_a_birthday_or_a_rule_is_none() -> None:
    assert _changes(None, at_age=25) is None
    assert change_of(Rulebook(), type_key="gone", born_on=None, from_on=TODAY) is None


def test_why_not_type_quota_is_a_share_of_all_after_the_admission() -> None:
    """fau-nuernberg: 15 of 95 are 15.8 %, 15 of 100 are 15 %."""
    rulebook = _type(cap={"percent_of_all": 15})

    refused = _why_not(rulebook, numbers=Numbers(all=94, by_type={"special": 14}))

    assert refused
    assert "15 von 95" in refused
    assert "15,8" in refused
    assert _why_not(rulebook, numbers=Numbers(all=99, by_type={"special": 14})) is None


def test_why_not_type_cap_of_75_members() -> None:
    rulebook = _type(cap={"members_max": 75})

    assert _why_not(rulebook, numbers=Numbers(all=80, by_type={"special": 74})) is None
    assert "75" in str(_why_not(rulebook, numbers=Numbers(all=80, by_type={"special": 75})))


def test_why_not_type_one_per_company_and_trade_unless_the_holder_agrees() -> None:
    rulebook = _type(cap={"per_company": 1, "per_trade": 1, "unless_holder_agrees": True})

    assert _why_not(rulebook, numbers=Numbers(in_company=1))
    assert _why_not(rulebook, numbers=Numbers(in_trade=1))
    assert _why_not(rulebook, numbers=Numbers(in_trade=1, holder_agrees=True)) is None


def test_why_not_type_by_age_at_joining() -> None:
    rulebook = _type(min_age=21, max_age=39)

    assert "21" in str(_why_not(rulebook, Applicant(born_on=date(2004, 6, 2))))
    assert _why_not(rulebook, Applicant(born_on=date(2004, 6, 1))) is None
    assert _why_not(rulebook, Applicant(born_on=date(1985, 6, 2))) is None
    assert "39" in str(_why_not(rulebook, Applicant(born_on=date(1985, 6, 1))))


def test_why_not_type_only_for_former_members_of_a_type() -> None:
    rulebook = _type(only_after="full")  # stuhr: passive only after active

    assert "Vollmitglied" in str(_why_not(rulebook))
    assert _why_not(rulebook, Applicant(former_types=frozenset({"full"}))) is None


def test_why_not_type_after_years_of_membership() -> None:
    rulebook = _type(min_years_of_membership=10)  # bergenhusen, honorary

    assert _why_not(rulebook, Applicant(years_of_membership=9))
    assert _why_not(rulebook, Applicant(years_of_membership=10)) is None


def test_why_not_type_by_who_holds_it() -> None:
    rulebook = _type(holders=["company"])

    assert _why_not(rulebook, Applicant(holder="person"))
    assert _why_not(rulebook, Applicant(holder="company")) is None


def test_why_not_type_that_the_statutes_do_not_know() -> None:
    assert why_not_type(Rulebook(), type_key="special", applicant=Applicant(), numbers=Numbers(), from_on=TODAY) == (
        "Die geltende Satzung kennt diese Mitgliedsart nicht."
    )
