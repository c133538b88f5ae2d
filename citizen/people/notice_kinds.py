"""What this room sends: codes, which are secret, and news of the account: a way to the person or into the account was
made or ended, somebody came in on a new device.
"""

from __future__ import annotations

from citizen.notices.kinds import Kind
from citizen.web.catalogues import N_

SIGN_IN_CODE = "sign_in_code"
CONTACT_CODE = "contact_code"
CONTACT_CHANGED = "contact_changed"
PASSKEY_ADDED = "passkey_added"
PASSKEY_REMOVED = "passkey_removed"
CARD_MADE = "card_made"
CARD_ENDED = "card_ended"
IDENTITY_CONNECTED = "identity_connected"
IDENTITY_DISCONNECTED = "identity_disconnected"
NEW_DEVICE = "new_device"

_CODES = (
    Kind(
        code=SIGN_IN_CODE,
        subject=N_("Your code for signing in"),
        body=N_(
            "Your code for signing in is %(code)s. It is good for 10 minutes.\n"
            "You can ask for more time on the page where you type it.\n"
            "Was it not you? Then do nothing, and give this code to nobody."
        ),
        sms=N_("Your code for signing in is %(code)s, good for 10 minutes. Give it to nobody, also not to the office."),
        spoken=N_(
            "Hello. Your code for signing in is: %(code)s. Once more: %(code)s. And once more: %(code)s. "
            "Give it to nobody. Goodbye."
        ),
        secret=True,
    ),
    Kind(
        code=CONTACT_CODE,
        subject=N_("Your code to confirm this address"),
        body=N_(
            "Your code to confirm this address is %(code)s. It is good for 10 minutes.\n"
            "Was it not you? Then do nothing, and give this code to nobody."
        ),
        sms=N_("Your code to confirm this number is %(code)s, good for 10 minutes. Give it to nobody."),
        spoken=N_(
            "Hello. Your code to confirm this number is: %(code)s. Once more: %(code)s. And once more: %(code)s. "
            "Give it to nobody. Goodbye."
        ),
        secret=True,
    ),
    Kind(
        code=CONTACT_CHANGED,
        subject=N_("A telephone or e-mail of your account was changed"),
        body=N_(
            "A telephone number or an e-mail address of your account was added, changed or removed.\n"
            "Was it you? Then you need not do anything.\n"
            "Was it not you? Sign in, look at “Phone and e-mail”, and sign out everywhere. Or ask us for help."
        ),
        sms=N_(
            "A telephone or e-mail of your account was changed. Was it not you? Sign in and look at “Phone and e-mail”."
        ),
    ),
)

_WAYS_IN = (
    Kind(
        code=PASSKEY_ADDED,
        subject=N_("A passkey was added to your account"),
        body=N_(
            "A passkey was added to your account. Its device can sign in for you.\n"
            "Was it you? Then you need not do anything.\n"
            "Was it not you? Sign in, open “Passkeys” and remove it. Then press “Sign out everywhere”. "
            "The counter helps you too."
        ),
        sms=N_("A passkey was added to your account. Was it not you? Sign in and remove it, or ask at the counter."),
    ),
    Kind(
        code=PASSKEY_REMOVED,
        subject=N_("A passkey of your account was removed"),
        body=N_(
            "A passkey of your account was removed. Its device cannot sign in for you any more.\n"
            "Was it you? Then you need not do anything.\n"
            "Was it not you? Sign in another way and press “Sign out everywhere”. The counter helps you too."
        ),
        sms=N_(
            "A passkey of your account was removed. Was it not you? Sign in and sign out everywhere, "
            "or ask at the counter."
        ),
    ),
    Kind(
        code=CARD_MADE,
        subject=N_("A sign-in card was made for your account"),
        body=N_(
            "A new sign-in card was made for your account. An older card of the same kind is good no longer.\n"
            "Was it you? Then you need not do anything.\n"
            "Was it not you? Sign in, open “Sign-in cards” and block it. Then press “Sign out everywhere”. "
            "The counter helps you too."
        ),
        sms=N_("A sign-in card of yours was made. Was it not you? Sign in and block it, or ask at the counter."),
    ),
    Kind(
        code=CARD_ENDED,
        subject=N_("A sign-in card of your account was blocked"),
        body=N_(
            "A sign-in card of your account was blocked. Nobody can sign in with it any more.\n"
            "Was it you? Then you need not do anything.\n"
            "Was it not you? Sign in another way and make a new card, or have one made at the counter."
        ),
        sms=N_("A sign-in card of your account was blocked. Was it not you? Make a new one, or ask at the counter."),
    ),
    Kind(
        code=IDENTITY_CONNECTED,
        subject=N_("An identity service was connected with your account"),
        body=N_(
            "An identity service was connected with your account. Whoever signs in there can come in here.\n"
            "Was it you? Then you need not do anything.\n"
            "Was it not you? Sign in, open “Identity services” and disconnect it. Then press “Sign out everywhere”. "
            "The counter helps you too."
        ),
        sms=N_(
            "An identity service was connected with your account. Was it not you? Sign in and disconnect it, "
            "or ask at the counter."
        ),
    ),
    Kind(
        code=IDENTITY_DISCONNECTED,
        subject=N_("An identity service was disconnected from your account"),
        body=N_(
            "An identity service was disconnected from your account. Nobody comes in with it any more.\n"
            "Was it you? Then you need not do anything.\n"
            "Was it not you? Sign in another way and press “Sign out everywhere”. The counter helps you too."
        ),
        sms=N_(
            "An identity service was disconnected from your account. Was it not you? Sign in and sign out everywhere, "
            "or ask at the counter."
        ),
    ),
    Kind(
        code=NEW_DEVICE,
        subject=N_("Your account was opened on a device it was not opened on before"),
        body=N_(
            "Somebody signed in to your account on a device on which you were not signed in before: %(device)s.\n"
            "Was it you? Then you need not do anything.\n"
            "Was it not you? Sign in and press “Sign out everywhere”. Then block your card, or remove what you do not "
            "know. The counter helps you too."
        ),
        sms=N_(
            "Somebody signed in to your account on a new device. Was it not you? Sign in and sign out everywhere, "
            "or ask at the counter."
        ),
    ),
)

KINDS = (*_CODES, *_WAYS_IN)
