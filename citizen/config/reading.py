"""Which setting is read how: one line for each field of Settings, in the same groups."""

from __future__ import annotations

from dataclasses import replace

from citizen.config.settings import ROOT, Settings
from citizen.config.values import Reader

_SIX_MONTHS = 184  # days


def read_settings(reader: Reader) -> Settings:
    """All of them; what is missing or malformed is among the problems of the reader."""
    settings = _data(reader)
    for with_group in _GROUPS:
        settings = with_group(settings, reader)
    return settings


def _data(reader: Reader) -> Settings:
    """Where everything is kept; what has no default comes first among the problems."""
    is_production = reader.mode == "production"
    return Settings(
        mode=reader.mode,
        secret_key=reader.secret("SECRET_KEY"),
        data_keys=reader.fernet_keys("DATA_KEYS"),
        database_url=reader.database_url("DATABASE_URL", required=is_production),
        papers_folder=reader.folder("PAPERS_FOLDER", ROOT / "var" / "papers"),
        **reader.papers_store(),
        read_database_url=reader.second_database_url("READ_DATABASE_URL"),
        hash_key=reader.secret_of("HASH_KEY", needed=bool(reader.raw("HASH_KEY"))),
        max_upload_bytes=reader.integer("MAX_UPLOAD_BYTES", 10 * 1024 * 1024),
        scanner_address=reader.scanner("SCANNER_ADDRESS"),
        font_file=reader.file("FONT_FILE"),
    )


def _with_address(settings: Settings, reader: Reader) -> Settings:
    """Where the site is found, and what stands in front of it."""
    return replace(
        settings,
        public_url=reader.address("PUBLIC_URL", {"https"}, plain="http").rstrip("/"),
        https=reader.boolean("CITIZEN_HTTPS", default=settings.is_production),
        compress_pages=reader.boolean("COMPRESS_PAGES", default=True),
        trusted_proxies=reader.integer("TRUSTED_PROXIES", 0, least=0),
    )


def _with_protection(settings: Settings, reader: Reader) -> Settings:
    """The settings of docs/security.md."""
    return replace(
        settings,
        rate_limits=reader.boolean("RATE_LIMITS", default=True),
        rate_limit_percent=reader.integer("RATE_LIMIT_PERCENT", 100),
        hall_networks=reader.networks("HALL_NETWORKS"),
        csp_reports=reader.boolean("CSP_REPORTS", default=False),
        metrics_token=reader.secret_of("METRICS_TOKEN", needed=bool(reader.raw("METRICS_TOKEN"))),
        metrics_networks=reader.networks("METRICS_NETWORKS"),
        log_lines=reader.choice("LOG_LINES", "json" if settings.is_production else "text", ("json", "text", "none")),
    )


def _with_times(settings: Settings, reader: Reader) -> Settings:
    """How long things wait and are kept."""
    return replace(
        settings,
        hold_minutes=reader.integer("HOLD_MINUTES", 20),
        offer_hours=reader.integer("OFFER_HOURS", 24),
        reminder_hours=reader.hours("REMINDER_HOURS", (48, 3)),
        hand_over_minutes=reader.integer("HAND_OVER_MINUTES", 10),
        signed_in_hours=reader.integer("SIGNED_IN_HOURS", 12),
        draft_days=reader.integer("DRAFT_DAYS", 30),
        saved_check_days=reader.integer("SAVED_CHECK_DAYS", 365),
        unused_account_days=reader.integer("UNUSED_ACCOUNT_DAYS", 0, least=0),
        access_log_days=reader.integer("ACCESS_LOG_DAYS", 365, least=_SIX_MONTHS),
        retention=reader.file("RETENTION"),
    )


def _with_notices(settings: Settings, reader: Reader) -> Settings:
    """The settings of docs/notices.md, and where webhooks may go."""
    has_sms, has_voice, has_mail = (
        bool(reader.raw(name)) for name in ("SMS_GATEWAY_URL", "VOICE_GATEWAY_URL", "SMTP_URL")
    )
    return replace(
        settings,
        sms_gateway_url=reader.address("SMS_GATEWAY_URL", {"https"}, plain="http"),
        sms_gateway_secret=reader.secret_of("SMS_GATEWAY_SECRET", needed=has_sms),
        voice_gateway_url=reader.address("VOICE_GATEWAY_URL", {"https"}, plain="http"),
        voice_gateway_secret=reader.secret_of("VOICE_GATEWAY_SECRET", needed=has_voice),
        smtp_url=reader.address("SMTP_URL", {"smtps", "smtp+starttls"}, plain="smtp"),
        mail_from=reader.mail_address("MAIL_FROM", required=has_mail),
        notice_attempts=reader.integer("NOTICE_ATTEMPTS", 12),
        notice_expiry_days=reader.integer("NOTICE_EXPIRY_DAYS", 14),
        notice_address_days=reader.integer("NOTICE_ADDRESS_DAYS", 30),
        local_outbox=reader.boolean("LOCAL_OUTBOX", default=not settings.is_production),
        webhook_networks=reader.networks("WEBHOOK_NETWORKS"),
    )


def _with_ways_in(settings: Settings, reader: Reader) -> Settings:
    """The settings of docs/identity-services.md."""
    return replace(
        settings,
        identity_services=reader.file("IDENTITY_SERVICES"),
        identity_secrets=reader.group("IDENTITY_SECRET_"),
        identity_wait_seconds=reader.integer("IDENTITY_WAIT_SECONDS", 5),
    )


def _with_halls(settings: Settings, reader: Reader) -> Settings:
    """Staff and terminals in service halls."""
    return replace(
        settings,
        staff_codes=reader.boolean("STAFF_CODES", default=True),
        staff_idle_minutes=reader.integer("STAFF_IDLE_MINUTES", 30),
        kiosk_idle_seconds=reader.integer("KIOSK_IDLE_SECONDS", 120),
        kiosk_warning_seconds=reader.integer("KIOSK_WARNING_SECONDS", 60),
        switch_keys=reader.text("KIOSK_SWITCH_KEYS", "Enter,Space"),
        card_reader=reader.loopback("KIOSK_CARD_READER", "http://127.0.0.1:8517"),
    )


def _with_voices(settings: Settings, reader: Reader) -> Settings:
    """What reads out, and who signs."""
    return replace(
        settings,
        voice=reader.choice("VOICE", "espeak-ng", ("espeak-ng", "command", "http", "none")),
        voice_command=reader.text("VOICE_COMMAND"),
        voice_url=reader.address("VOICE_URL", {"https"}, plain="http"),
        audio_folder=reader.folder("AUDIO_FOLDER", ROOT / "var" / "audio"),
        sign_video_url=reader.address("SIGN_VIDEO_URL", {"https"}, plain="http"),
    )


def _with_district(settings: Settings, reader: Reader) -> Settings:
    """What the district decides, in files of its own, and how it is reached."""
    return replace(
        settings,
        district_phones=reader.pairs("DISTRICT_PHONES"),
        barrier_reply_days=reader.integer("BARRIER_REPLY_DAYS", 0, least=0),
        barrier_contacts=reader.pairs("BARRIER_CONTACTS"),
        policy_parameters=reader.file("POLICY_PARAMETERS"),
        chains=reader.file("CHAINS"),
        holidays=reader.file("HOLIDAYS"),
        pathway_rules=reader.file("PATHWAY_RULES"),
        sample_data=reader.boolean("CITIZEN_SAMPLE_DATA", default=not settings.is_production),
    )


_GROUPS = (
    _with_address,
    _with_protection,
    _with_times,
    _with_notices,
    _with_ways_in,
    _with_halls,
    _with_voices,
    _with_district,
)
