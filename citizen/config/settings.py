"""What a deployment decides, as one frozen value. How each is read, and from which name, stands in `reading.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """Every decision of a deployment, in the groups of the table in docs/deploy.md."""

    mode: str
    secret_key: str
    #: Fernet keys for data at rest, newest first; older ones still read.
    data_keys: tuple[str, ...]
    database_url: str

    # -- data and papers
    #: Uploaded papers, encrypted, one file each.
    papers_folder: Path
    #: A bucket for papers instead of the folder, on any S3-compatible store; see docs/many-machines.md. Empty: none.
    papers_store_url: str = ""
    papers_store_key: str = ""
    papers_store_secret: str = ""
    papers_store_region: str = "us-east-1"
    papers_store_style: str = ""
    #: A copy of the database that may lag behind, for pages that are the same for everybody; empty: none.
    read_database_url: str = ""
    #: Of look-ups and of the log; empty: the secret key. See docs/keeping.md
    hash_key: str = ""
    #: Bytes of one paper; one request may bring several, see `max_request_bytes`.
    max_upload_bytes: int = 10 * 1024 * 1024
    #: ClamAV's daemon, "host:port" or "unix:/path"; without it nothing is scanned, and nothing is said to be.
    scanner_address: str | None = None
    #: A font with Chinese characters for the marks on copies of identity papers; None: where systems usually keep one.
    font_file: Path | None = None

    # -- the address, and what stands in front
    #: The address people know the site by, for messages, e.g. https://example.gov.cn
    public_url: str = ""
    #: HTTPS in front: cookies become `__Host-` and Secure, HSTS is sent.
    https: bool = False
    compress_pages: bool = True
    #: How many proxies stand in front, each of which says whom it was asked by; 0: the browser speaks to us itself.
    trusted_proxies: int = 0

    # -- protection
    #: How much one browser, account or address may ask for in ten minutes; see docs/security.md.
    rate_limits: bool = True
    rate_limit_percent: int = 100
    #: Networks of service halls: many people behind one address, which is never counted.
    hall_networks: tuple[str, ...] = ()
    #: Whether browsers are asked to report what the content security policy stopped.
    csp_reports: bool = False
    #: Who may read /metrics; nobody where both are empty. And how the log is written; see docs/operations-metrics.md
    metrics_token: str = ""
    metrics_networks: tuple[str, ...] = ()
    log_lines: str = "none"

    # -- how long things wait and are kept
    hold_minutes: int = 20
    #: A time offered from the waiting list is kept for so long.
    offer_hours: int = 24
    #: Before an appointment; see docs/booking-after.md
    reminder_hours: tuple[int, ...] = (48, 3)
    #: How long a phone may add photos to a draft after it was last used.
    hand_over_minutes: int = 10
    #: Whoever is signed in and does nothing for so long is asked to sign in again; nothing they typed is lost.
    signed_in_hours: int = 12
    #: Days a draft or a check is kept when nobody touches it.
    draft_days: int = 30
    #: Days a saved check is kept after it was saved or opened last.
    saved_check_days: int = 365
    #: Days after which an account nobody used is erased; 0: never. No rule states a time, so none is set.
    unused_account_days: int = 0
    #: Days of the logs of who opened what: pages of staff, uses of the interface. The law asks for six months.
    access_log_days: int = 365
    #: How long what was sent is kept, per programme and district; see docs/keeping.md
    retention: Path | None = None

    # -- notices
    #: Gateways; see docs/notices.md. Empty: not connected.
    sms_gateway_url: str = ""
    sms_gateway_secret: str = ""
    voice_gateway_url: str = ""
    voice_gateway_secret: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    #: How often a notice is tried, for how many days it is news, and how long its address is kept afterwards.
    notice_attempts: int = 12
    notice_expiry_days: int = 14
    notice_address_days: int = 30
    #: In development, messages of channels that are not connected stay here and can be read.
    local_outbox: bool = False
    #: Networks a webhook may reach besides the public internet, e.g. the government's own (10.0.0.0/8).
    webhook_networks: tuple[str, ...] = ()

    # -- ways in
    #: The identity services people may sign in with, and their secrets by name; see docs/identity-services.md.
    identity_services: Path | None = None
    identity_secrets: Mapping[str, str] = field(default_factory=dict)
    #: How long an identity service may take for one answer: 1 to 5 seconds.
    identity_wait_seconds: int = 5

    # -- halls and terminals
    #: Staff may come in with a code to the work telephone; no: passkeys only.
    staff_codes: bool = True
    #: A session of staff ends when it was not used for so long.
    staff_idle_minutes: int = 30
    kiosk_idle_seconds: int = 120
    kiosk_warning_seconds: int = 60
    #: Keys that are the one switch of a terminal, and where its card reader answers; see docs/kiosk-reader.md.
    switch_keys: str = "Enter,Space"
    card_reader: str = "http://127.0.0.1:8517"

    # -- voices and sign language
    #: The voice that reads letters and pages out: espeak-ng, command, http, or none; see docs/listening.md.
    voice: str = "espeak-ng"
    voice_command: str = ""
    voice_url: str = ""
    #: Recordings of public pages; nothing personal is ever there.
    audio_folder: Path = ROOT / "var" / "audio"
    #: Where a sign-language interpreter can be called by video, if the deployment has one; see docs/sign-language.md.
    sign_video_url: str = ""

    # -- what the district decides and how it is reached
    #: Contact line of a district where the documents give none, e.g. {"tongzhou": "010-…"}; never invented.
    district_phones: Mapping[str, str] = field(default_factory=dict)
    #: Complaints about barriers on this site: the promised working days (0: none promised), and ways besides 12345.
    barrier_reply_days: int = 0
    barrier_contacts: Mapping[str, str] = field(default_factory=dict)
    #: The deployment's own policy parameters (minimum wage, age limits …); see docs/policy.md.
    policy_parameters: Path | None = None
    #: The deployment's own chains of offices, and holiday notices of later years; see applications/chains.
    chains: Path | None = None
    holidays: Path | None = None
    #: What districts published about devices and plans of rehabilitation; see docs/pathways.md.
    pathway_rules: Path | None = None
    sample_data: bool = True

    @property
    def shows_local_outbox(self) -> bool:
        """Never in production, whatever the setting says: it shows messages of other people."""
        return self.local_outbox and not self.is_production

    @property
    def max_request_bytes(self) -> int:
        """Several photos at once, and the rest of the form."""
        return 4 * self.max_upload_bytes + 1024 * 1024

    @property
    def is_production(self) -> bool:
        return self.mode == "production"
