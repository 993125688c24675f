"""What a kept password costs who wants to guess it. Tests of screens use a cheaper hash."""

from argon2 import PasswordHasher

from leadwright.features.workspaces.rules import NOBODYS_HASH, hash_password, password_fits

PASSWORD = "a long enough password"


def test_a_kept_password_costs_as_much_memory_and_time_as_the_rfc_asks() -> None:
    made = hash_password(PASSWORD)
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert password_fits(made, PASSWORD)
    assert not password_fits(made, "a guess")
    assert not password_fits(None, PASSWORD)


def test_an_unknown_person_is_told_no_as_late_as_a_known_one() -> None:
    assert not PasswordHasher().check_needs_rehash(NOBODYS_HASH), "made with other parameters"
