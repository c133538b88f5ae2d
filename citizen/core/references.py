"""References and access codes that survive being read aloud, written down and typed by tired hands.

The alphabet leaves out 0/O, 1/I/L, U and Z. It has 29 characters, a prime, so that the last character of a reference
finds every slip of one character and every two swapped neighbours.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXY"
_BODY_LENGTH = 7
#: Characters of an access code.
CODE_LENGTH = 8
# What people write for characters that are not in the alphabet.
_LOOK_ALIKES = str.maketrans({"U": "V", "Z": "2"})


def new_reference(kind: str) -> str:
    """A random reference such as 'A7K3M9QX4': the kind's letter, seven characters, a check character."""
    body = kind + "".join(secrets.choice(ALPHABET) for _ in range(_BODY_LENGTH))
    return body + _check_character(body)


def new_access_code() -> str:
    """Eight random characters (38 bits), to be shown in two groups of four."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def normalise(text: str) -> str | None:
    """The reference a person meant, or None when it cannot be one (length, characters, check character)."""
    cleaned = normalise_code(text)
    if len(cleaned) != _BODY_LENGTH + 2 or any(c not in ALPHABET for c in cleaned):
        return None
    return cleaned if _check_character(cleaned[:-1]) == cleaned[-1] else None


def normalise_code(text: str) -> str:
    """Upper case, half width, without spaces and hyphens of any kind."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if c.isalnum()).translate(_LOOK_ALIKES)


def is_same_code(typed: str, kept: str) -> bool:
    """Whether somebody typed this access code, however they wrote it. A wrong one takes as long as the right one."""
    return hmac.compare_digest(normalise_code(typed).encode(), kept.encode())


def grouped(code: str) -> str:
    """'A7K3M9QX4' as 'A7K 3M9 QX4', an access code as 'ABCD EFGH'."""
    size = 4 if len(code) % 4 == 0 else 3
    return " ".join(code[i : i + size] for i in range(0, len(code), size))


def _check_character(body: str) -> str:
    # The check character itself has weight -1, so no two neighbours share a weight.
    total = sum(weight * _value(character) for weight, character in enumerate(body, 1))
    return ALPHABET[total % len(ALPHABET)]


def _value(character: str) -> int:
    return ALPHABET.index(character)
