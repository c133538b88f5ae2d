"""Every setting, read once from the environment. The only module that touches `os.environ`.

In development (the default) missing keys are made once and kept in an ignored file, so that `make run` works on a
fresh clone. With CITIZEN_MODE=production nothing secret has a default: the start refuses and names all that is wrong.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_KEYS = ROOT / "var" / "development.keys"
_MINIMUM_SECRET_LENGTH = 32
_SIX_MONTHS = 184
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


class SettingsError(Exception):
    """One line per missing or malformed setting."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment decides."""

    mode: str
    secret_key: str
    #: Fernet keys for data at rest, newest first; older ones still read.
    data_keys: tuple[str, ...]
    database_url: str
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
    hash_key: str = ""  # of look-ups and of the log; empty: the secret key. See docs/keeping.md
    #: HTTPS in front: cookies become `__Host-` and Secure, HSTS is sent.
    https: bool = False
    #: Contact line of a district where the documents give none, e.g. {"tongzhou": "010-…"}; never invented.
    district_phones: Mapping[str, str] = field(default_factory=dict)
    sample_data: bool = True
    #: Bytes of one paper; one request may bring several, see `max_request_bytes`.
    max_upload_bytes: int = 10 * 1024 * 1024
    #: ClamAV's daemon, "host:port" or "unix:/path"; without it nothing is scanned, and nothing is said to be.
    scanner_address: str | None = None
    #: A font with Chinese characters for the marks on copies of identity papers; None: where systems usually keep one.
    font_file: Path | None = None
    #: How long a phone may add photos to a draft after it was last used.
    hand_over_minutes: int = 10
    hold_minutes: int = 20
    offer_hours: int = 24  # a time offered from the waiting list is kept for so long
    reminder_hours: tuple[int, ...] = (48, 3)  # before an appointment; see docs/booking-after.md
    #: Whoever is signed in and does nothing for so long is asked to sign in again; nothing they typed is lost.
    signed_in_hours: int = 12
    kiosk_idle_seconds: int = 120
    kiosk_warning_seconds: int = 60
    #: Keys that are the one switch of a terminal, and where its card reader answers; see docs/kiosk-reader.md.
    switch_keys: str = "Enter,Space"
    card_reader: str = "http://127.0.0.1:8517"
    staff_codes: bool = True  # staff may come in with a code to the work telephone; no: passkeys only
    staff_idle_minutes: int = 30  # a session of staff ends when it was not used for so long
    #: Days a draft or a check is kept when nobody touches it.
    draft_days: int = 30
    #: Days a saved check is kept after it was saved or opened last.
    saved_check_days: int = 365
    #: Days after which an account nobody used is erased; 0: never. No rule states a time, so none is set.
    unused_account_days: int = 0
    #: Days of the logs of who opened what: pages of staff, uses of the interface. The law asks for six months.
    access_log_days: int = 365
    #: The identity services people may sign in with, and their secrets by name; see docs/identity-services.md.
    identity_services: Path | None = None
    identity_secrets: Mapping[str, str] = field(default_factory=dict)
    #: How long an identity service may take for one answer: 1 to 5 seconds.
    identity_wait_seconds: int = 5
    retention: Path | None = None  # how long what was sent is kept, per programme and district; see docs/keeping.md
    compress_pages: bool = True
    #: The deployment's own policy parameters (minimum wage, age limits …); see docs/policy.md.
    policy_parameters: Path | None = None
    #: The deployment's own chains of offices, and holiday notices of later years; see applications/chains.
    chains: Path | None = None
    holidays: Path | None = None
    #: What districts published about devices and plans of rehabilitation; see docs/pathways.md.
    pathway_rules: Path | None = None
    #: The address people know the site by, for messages, e.g. https://example.gov.cn
    public_url: str = ""
    #: Gateways for notices; see docs/notices.md. Empty: not connected.
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
    #: Networks a webhook may reach besides the public internet, e.g. the government's own (10.0.0.0/8).
    webhook_networks: tuple[str, ...] = ()
    #: How many proxies stand in front, each of which says whom it was asked by; 0: the browser speaks to us itself.
    trusted_proxies: int = 0
    #: How much one browser, account or address may ask for in ten minutes; see docs/security.md.
    rate_limits: bool = True
    rate_limit_percent: int = 100
    #: Networks of service halls: many people behind one address, which is never counted.
    hall_networks: tuple[str, ...] = ()
    #: Who may read /metrics; nobody where both are empty. And how the log is written; see docs/operations-metrics.md
    metrics_token: str = ""
    metrics_networks: tuple[str, ...] = ()
    log_lines: str = "none"
    #: Whether browsers are asked to report what the content security policy stopped.
    csp_reports: bool = False
    #: Complaints about barriers on this site: the promised working days (0: none promised), and ways besides 12345.
    barrier_reply_days: int = 0
    barrier_contacts: Mapping[str, str] = field(default_factory=dict)
    #: The voice that reads letters and pages out: espeak-ng, command, http, or none; see docs/listening.md.
    voice: str = "espeak-ng"
    voice_command: str = ""
    voice_url: str = ""
    audio_folder: Path = ROOT / "var" / "audio"  # recordings of public pages; nothing personal is ever there
    #: Where a sign-language interpreter can be called by video, if the deployment has one; see docs/sign-language.md.
    sign_video_url: str = ""
    #: In development, messages of channels that are not connected stay here and can be read.
    local_outbox: bool = False

    @property
    def shows_local_outbox(self) -> bool:
        return self.local_outbox and not self.is_production

    @property
    def max_request_bytes(self) -> int:
        """Several photos at once, and the rest of the form."""
        return 4 * self.max_upload_bytes + 1024 * 1024

    @property
    def is_production(self) -> bool:
        return self.mode == "production"


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; raises SettingsError with every problem at once."""
    reader = _prepared(os.environ if environ is None else environ)
    settings = _read(reader)
    reader.finish()
    return settings


def _read(reader: _Reader) -> Settings:
    mode = reader.mode
    settings = Settings(
        mode=mode,
        secret_key=reader.secret("SECRET_KEY"),
        data_keys=reader.fernet_keys("DATA_KEYS"),
        database_url=reader.database_url("DATABASE_URL", required=mode == "production"),
        papers_folder=reader.folder("PAPERS_FOLDER", ROOT / "var" / "papers"),
        https=reader.boolean("CITIZEN_HTTPS", default=mode == "production"),
        district_phones=reader.pairs("DISTRICT_PHONES"),
        barrier_contacts=reader.pairs("BARRIER_CONTACTS"),
        sample_data=reader.boolean("CITIZEN_SAMPLE_DATA", default=mode != "production"),
        max_upload_bytes=reader.integer("MAX_UPLOAD_BYTES", 10 * 1024 * 1024),
        scanner_address=reader.scanner("SCANNER_ADDRESS"),
        hash_key=reader.secret_of("HASH_KEY", needed=bool(reader.raw("HASH_KEY"))),
        compress_pages=reader.boolean("COMPRESS_PAGES", default=True),
        **reader.papers_store(),
        read_database_url=reader.second_database_url("READ_DATABASE_URL"),
    )
    return _with_guards(_with_notices(_with_files(_with_times(settings, reader), reader), reader), reader)


def _with_guards(settings: Settings, reader: _Reader) -> Settings:
    """The settings of docs/security.md."""
    return replace(
        settings,
        trusted_proxies=reader.integer("TRUSTED_PROXIES", 0, least=0),
        rate_limits=reader.boolean("RATE_LIMITS", default=True),
        rate_limit_percent=reader.integer("RATE_LIMIT_PERCENT", 100),
        hall_networks=reader.networks("HALL_NETWORKS"),
        csp_reports=reader.boolean("CSP_REPORTS", default=False),
        metrics_token=reader.secret_of("METRICS_TOKEN", needed=bool(reader.raw("METRICS_TOKEN"))),
        metrics_networks=reader.networks("METRICS_NETWORKS"),
        log_lines=reader.choice("LOG_LINES", "json" if settings.is_production else "text", ("json", "text", "none")),
    )


def _with_times(settings: Settings, reader: _Reader) -> Settings:
    """How long things wait and are kept."""
    return replace(
        settings,
        hand_over_minutes=reader.integer("HAND_OVER_MINUTES", 10),
        hold_minutes=reader.integer("HOLD_MINUTES", 20),
        offer_hours=reader.integer("OFFER_HOURS", 24),
        signed_in_hours=reader.integer("SIGNED_IN_HOURS", 12),
        kiosk_idle_seconds=reader.integer("KIOSK_IDLE_SECONDS", 120),
        kiosk_warning_seconds=reader.integer("KIOSK_WARNING_SECONDS", 60),
        staff_codes=reader.boolean("STAFF_CODES", default=True),
        staff_idle_minutes=reader.integer("STAFF_IDLE_MINUTES", 30),
        draft_days=reader.integer("DRAFT_DAYS", 30),
        saved_check_days=reader.integer("SAVED_CHECK_DAYS", 365),
        unused_account_days=reader.integer("UNUSED_ACCOUNT_DAYS", 0),
        access_log_days=reader.integer("ACCESS_LOG_DAYS", 365, least=_SIX_MONTHS),
        barrier_reply_days=reader.integer("BARRIER_REPLY_DAYS", 0),
    )


def _with_files(settings: Settings, reader: _Reader) -> Settings:
    """What a deployment brings as files of its own."""
    return replace(
        settings,
        font_file=reader.file("FONT_FILE"),
        identity_services=reader.file("IDENTITY_SERVICES"),
        identity_wait_seconds=reader.integer("IDENTITY_WAIT_SECONDS", 5),
        identity_secrets=reader.group("IDENTITY_SECRET_"),
        retention=reader.file("RETENTION"),
        policy_parameters=reader.file("POLICY_PARAMETERS"),
        chains=reader.file("CHAINS"),
        holidays=reader.file("HOLIDAYS"),
        pathway_rules=reader.file("PATHWAY_RULES"),
        voice=reader.choice("VOICE", "espeak-ng", ("espeak-ng", "command", "http", "none")),
        voice_command=reader.text("VOICE_COMMAND"),
        voice_url=reader.address("VOICE_URL", {"https"}, plain="http"),
        audio_folder=reader.folder("AUDIO_FOLDER", ROOT / "var" / "audio"),
    )


def _with_notices(settings: Settings, reader: _Reader) -> Settings:
    """The settings of docs/notices.md."""
    has_sms, has_voice, has_mail = (
        bool(reader.raw(name)) for name in ("SMS_GATEWAY_URL", "VOICE_GATEWAY_URL", "SMTP_URL")
    )
    return replace(
        settings,
        public_url=reader.address("PUBLIC_URL", {"https"}, plain="http").rstrip("/"),
        sign_video_url=reader.address("SIGN_VIDEO_URL", {"https"}, plain="http"),
        sms_gateway_url=reader.address("SMS_GATEWAY_URL", {"https"}, plain="http"),
        sms_gateway_secret=reader.secret_of("SMS_GATEWAY_SECRET", needed=has_sms),
        voice_gateway_url=reader.address("VOICE_GATEWAY_URL", {"https"}, plain="http"),
        voice_gateway_secret=reader.secret_of("VOICE_GATEWAY_SECRET", needed=has_voice),
        smtp_url=reader.address("SMTP_URL", {"smtps", "smtp+starttls"}, plain="smtp"),
        mail_from=reader.mail_address("MAIL_FROM", required=has_mail),
        webhook_networks=reader.networks("WEBHOOK_NETWORKS"),
        reminder_hours=reader.hours("REMINDER_HOURS", (48, 3)),
        switch_keys=reader.text("KIOSK_SWITCH_KEYS", "Enter,Space"),
        card_reader=reader.loopback("KIOSK_CARD_READER", "http://127.0.0.1:8517"),
        notice_attempts=reader.integer("NOTICE_ATTEMPTS", 12),
        notice_expiry_days=reader.integer("NOTICE_EXPIRY_DAYS", 14),
        notice_address_days=reader.integer("NOTICE_ADDRESS_DAYS", 30),
        local_outbox=reader.boolean("LOCAL_OUTBOX", default=not settings.is_production),
    )


def _prepared(env: Mapping[str, str]) -> _Reader:
    """A reader of the environment; in development, keys that are missing are made."""
    reader = _Reader(env)
    if reader.mode == "development" and not (env.get("SECRET_KEY") and env.get("DATA_KEYS")):
        return _Reader({**_development_keys(), **{name: value for name, value in env.items() if value}})
    return reader


class Explained(NamedTuple):
    """What an operator reads about one setting in docs/deploy.md (Chinese). A new setting gets its line here."""

    group: str
    meaning: str
    #: Words for what holds when nothing is set, where the default itself does not say it.
    unset: str = ""


_MUST, _FRONT, _DATA, _TIMES = "必须设置", "网址和代理", "数据和材料", "时间和保存多久"
_GUARDS = "保护"
_NOTICES, _WAYS_IN, _HALL, _VOICES, _RULES = "通知", "登录", "大厅和终端", "声音和手语", "本区的规定和联系方式"

#: In the order of the table in docs/deploy.md, which `flask settings document` writes.
MEANINGS: Mapping[str, Explained] = {
    "CITIZEN_MODE": Explained(_MUST, "`production`：正式运行，缺什么都不启动；`development`：试用和开发"),
    "SECRET_KEY": Explained(_MUST, "至少32个随机字符，用 `flask --app app keys new` 得到", "没有；试用时自动生成"),
    "DATA_KEYS": Explained(
        _MUST, "加密个人信息的密钥，最新的在前，用逗号隔开；用 `flask --app app keys new` 得到", "没有；试用时自动生成"
    ),
    "DATABASE_URL": Explained(
        _MUST,
        "`sqlite:////srv/citizen/citizen.db` 或 `postgresql+psycopg://用户:密码@地址/数据库`",
        "没有；试用时 `var/citizen.db`",
    ),
    "HASH_KEY": Explained(
        _DATA,
        "查询码、访问和经过记录用的散列密钥。换 `SECRET_KEY` 以前，先把它设成旧的 `SECRET_KEY`",
        "与 `SECRET_KEY` 相同",
    ),
    "PAPERS_FOLDER": Explained(_DATA, "存放加密材料的文件夹"),
    "PAPERS_STORE_URL": Explained(
        _DATA,
        "材料存进对象存储（S3 协议）：`https://地址/桶`，也可以加文件夹；几台机器共用时用它。"
        "原来在文件夹里的仍然能读；详见 `docs/many-machines.md`",
        "存在 `PAPERS_FOLDER`",
    ),
    "PAPERS_STORE_KEY": Explained(_DATA, "对象存储的访问标识（Access Key）；设置了网址就必须有"),
    "PAPERS_STORE_SECRET": Explained(_DATA, "对象存储的访问密钥（Secret Key）；设置了网址就必须有"),
    "PAPERS_STORE_REGION": Explained(_DATA, "对象存储的地域"),
    "PAPERS_STORE_STYLE": Explained(
        _DATA, "桶名写在哪里：`host` 写在地址前面，`path` 写在地址后面", "按地址判断，一般不用设置"
    ),
    "READ_DATABASE_URL": Explained(
        _DATA,
        "只读的数据库副本：人人相同的页面从这里读，连不上时自动改读主库；详见 `docs/many-machines.md`",
        "都读主库",
    ),
    "MAX_UPLOAD_BYTES": Explained(_DATA, "一份材料最多多少字节"),
    "SCANNER_ADDRESS": Explained(
        _DATA, "杀毒程序 ClamAV：`地址:端口` 或 `unix:/路径`。设置以后，没查出问题的材料才交给受理单位", "不检查"
    ),
    "FONT_FILE": Explained(_DATA, "证件复印件上盖字用的中文字体文件", "用系统常见位置的字体"),
    "PUBLIC_URL": Explained(_FRONT, "网站的网址，写进邮件和信里；通行密钥也按它制作", "不写网址，不提供通行密钥"),
    "CITIZEN_HTTPS": Explained(
        _FRONT, "前面有 HTTPS：Cookie 只走加密连接，并要求浏览器以后都用 HTTPS", "正式运行时 `yes`，试用时 `no`"
    ),
    "COMPRESS_PAGES": Explained(_FRONT, "由网站自己压缩页面；由代理压缩时设 `no`"),
    "TRUSTED_PROXIES": Explained(
        _FRONT,
        "网站前面有几层自己的代理（Caddy、nginx、负载均衡）。有一层就写 `1`；不写，所有人看起来都来自同一个地址",
        "没有代理",
    ),
    "RATE_LIMITS": Explained(_GUARDS, "限制一个浏览器、一个账户、一个地址十分钟内的请求；详见 `docs/security.md`"),
    "RATE_LIMIT_PERCENT": Explained(_GUARDS, "上面各项限制的百分之几：`200` 放宽一倍，`50` 减半"),
    "HALL_NETWORKS": Explained(
        _GUARDS, "服务大厅的网络，例如 `203.0.113.0/28`。很多人共用一个地址，所以不按地址限制", "没有"
    ),
    "CSP_REPORTS": Explained(
        _GUARDS, "请浏览器报告被内容安全策略拦下的内容，记进日志。只记规则和类型，不记网址里的内容"
    ),
    "METRICS_TOKEN": Explained(
        _GUARDS, "读取 `/metrics` 的密钥，至少32个随机字符；详见 `docs/operations-metrics.md`", "没有；不能用密钥读取"
    ),
    "METRICS_NETWORKS": Explained(_GUARDS, "不用密钥就可以读取 `/metrics` 的网络，例如 `10.1.0.0/16`", "没有"),
    "LOG_LINES": Explained(
        _GUARDS, "日志怎么写：`json` 每行一个 JSON，`text` 给人看，`none` 不写", "正式运行时 `json`，试用时 `text`"
    ),
    "HOLD_MINUTES": Explained(_TIMES, "选好的预约时间保留多少分钟"),
    "OFFER_HOURS": Explained(_TIMES, "候补名单给出的时间保留多少小时"),
    "REMINDER_HOURS": Explained(
        _TIMES, "预约以前多少小时提醒，用逗号隔开；`none` 不提醒；详见 `docs/booking-after.md`"
    ),
    "HAND_OVER_MINUTES": Explained(_TIMES, "手机最后一次传照片以后，还可以再传多少分钟"),
    "SIGNED_IN_HOURS": Explained(_TIMES, "登录以后多少小时没有操作，就要再登录一次；填写的内容不会丢"),
    "DRAFT_DAYS": Explained(_TIMES, "没有人动的草稿保留多少天"),
    "SAVED_CHECK_DAYS": Explained(_TIMES, "保存的对照结果，最后一次打开以后保留多少天"),
    "UNUSED_ACCOUNT_DAYS": Explained(_TIMES, "没有人用的账户多少天以后删除", "从不删除"),
    "ACCESS_LOG_DAYS": Explained(
        _TIMES, "工作人员打开页面、业务系统使用接口的记录保留多少天；法律要求至少六个月，所以不能少于184"
    ),
    "RETENTION": Explained(_TIMES, "保存多久的规定文件；详见 `docs/keeping.md`", "一直保留"),
    "SMS_GATEWAY_URL": Explained(_NOTICES, "短信网关的网址；详见 `docs/notices.md`", "短信留着不发"),
    "SMS_GATEWAY_SECRET": Explained(_NOTICES, "与短信网关约定的密钥，至少32个字符", "没有"),
    "VOICE_GATEWAY_URL": Explained(_NOTICES, "语音电话网关的网址；详见 `docs/notices.md`", "电话留着不打"),
    "VOICE_GATEWAY_SECRET": Explained(_NOTICES, "与语音电话网关约定的密钥，至少32个字符", "没有"),
    "SMTP_URL": Explained(_NOTICES, "邮件服务器：`smtps://` 或 `smtp+starttls://`", "邮件留着不发"),
    "MAIL_FROM": Explained(_NOTICES, "发件人的邮箱；设置了 `SMTP_URL` 就必须有", "没有"),
    "NOTICE_ATTEMPTS": Explained(_NOTICES, "一条通知最多试多少次"),
    "NOTICE_EXPIRY_DAYS": Explained(_NOTICES, "一条通知过多少天就不再发"),
    "NOTICE_ADDRESS_DAYS": Explained(_NOTICES, "发完以后，收件地址再保留多少天"),
    "LOCAL_OUTBOX": Explained(
        _NOTICES, "没有连接网关时，在 `/development/outbox` 看消息；正式运行时总是关着", "试用时 `yes`"
    ),
    "WEBHOOK_NETWORKS": Explained(
        _NOTICES, "通知业务系统时可以连接的内部网络，例如 `10.1.0.0/16`；详见 `docs/case-systems.md`", "只连接公共网址"
    ),
    "IDENTITY_SERVICES": Explained(_WAYS_IN, "统一身份认证的设置文件；详见 `docs/identity-services.md`", "不提供"),
    "IDENTITY_SECRET_…": Explained(_WAYS_IN, "每个身份认证服务的密钥，一个一项", "没有"),
    "IDENTITY_WAIT_SECONDS": Explained(_WAYS_IN, "等身份认证服务回答多少秒，1到5"),
    "STAFF_CODES": Explained(_HALL, "工作人员可以用工作手机的验证码登录；`no`：只许通行密钥（设备加解锁）"),
    "STAFF_IDLE_MINUTES": Explained(_HALL, "工作人员多少分钟没有操作就要再登录"),
    "KIOSK_IDLE_SECONDS": Explained(_HALL, "终端多少秒没有人操作就提醒"),
    "KIOSK_WARNING_SECONDS": Explained(_HALL, "提醒以后再过多少秒清除"),
    "KIOSK_SWITCH_KEYS": Explained(_HALL, "单键操作用的键；详见 `docs/kiosk-reader.md`"),
    "KIOSK_CARD_READER": Explained(_HALL, "终端上读卡程序的地址，只能在终端自己上面"),
    "VOICE": Explained(_VOICES, "朗读用什么：`espeak-ng`、`command`、`http` 或 `none`；详见 `docs/listening.md`"),
    "VOICE_COMMAND": Explained(_VOICES, "`VOICE=command` 时运行的命令", "没有"),
    "VOICE_URL": Explained(_VOICES, "`VOICE=http` 时的网址", "没有"),
    "AUDIO_FOLDER": Explained(_VOICES, "公开页面的录音放在哪里；里面没有个人信息"),
    "SIGN_VIDEO_URL": Explained(_VOICES, "手语翻译视频电话的网址；详见 `docs/sign-language.md`", "不提供"),
    "DISTRICT_PHONES": Explained(_RULES, "各区的电话，例如 `tongzhou=电话,fenghua=电话`", "写“以区残联公布为准”"),
    "BARRIER_REPLY_DAYS": Explained(
        _RULES, "有人反映本站的障碍，承诺几个工作日答复。没有规定，就不要设置", "写“以区残联公布为准”"
    ),
    "BARRIER_CONTACTS": Explained(
        _RULES, "反映障碍的其他方式，例如 `text=短信号码,sign=手语视频入口,phone=电话`", "在本站写，或打12345"
    ),
    "POLICY_PARAMETERS": Explained(
        _RULES, "本区自己的数字（最低工资、年龄……）；详见 `docs/policy.md`", "没有；说明不知道，请询问"
    ),
    "CHAINS": Explained(
        _RULES,
        "办理环节、受理单位和承诺的工作日，格式同 `citizen/applications/chains/chains.toml`。天数必须写明出处",
        "写“以区残联公布为准”",
    ),
    "HOLIDAYS": Explained(
        _RULES, "以后年份的放假通知，格式同 `citizen/applications/chains/holidays.toml`", "只有2026年"
    ),
    "PATHWAY_RULES": Explained(_RULES, "本区公布的辅助器具和康复规定；详见 `docs/pathways.md`", "没有"),
    "CITIZEN_SAMPLE_DATA": Explained(_RULES, "试用的服务点和时间，每一页都写明是样例", "正式运行时 `no`，试用时 `yes`"),
}


def every_setting() -> dict[str, object]:
    """Every setting that `from_environment` reads, with its default. No environment is looked at."""
    reader = _Reader({})
    _read(reader)
    return reader.asked


def for_tests(**changes: object) -> Settings:
    """Fixed settings for tests; every field can be overridden by name."""
    values: dict[str, object] = {
        "mode": "development",
        "secret_key": "tests-only-" + "0" * 32,
        "data_keys": ("dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",),
        "database_url": "sqlite://",
        "papers_folder": ROOT / "var" / "test-papers",
        "audio_folder": ROOT / "var" / "test-audio",
        "sample_data": False,
        "local_outbox": True,
        **changes,
    }
    return Settings(**values)  # type: ignore[arg-type]  # names are checked by the dataclass itself


class _Reader:
    """Reads typed values and remembers what was wrong."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.problems: list[str] = []
        #: Every setting that was asked for, and what it is when the environment does not say.
        self.asked: dict[str, object] = {}
        self.mode = self.choice("CITIZEN_MODE", "development", ("development", "production"))

    def raw(self, name: str, default: object = "") -> str:
        """What the environment says, "" for nothing. Remembered with its default, for the table of all settings."""
        self.asked[name] = default
        return self.env.get(name, "")

    def text(self, name: str, default: str = "") -> str:
        return self.raw(name, default) or default

    def folder(self, name: str, default: Path) -> Path:
        return Path(self.raw(name, default) or default)

    def group(self, prefix: str) -> dict[str, str]:
        """Every setting whose name begins so, as IDENTITY_SECRET_…"""
        self.asked[prefix + "…"] = ""
        return {name: text for name, text in self.env.items() if name.startswith(prefix)}

    def secret(self, name: str) -> str:
        value = self.raw(name)
        if len(value) < _MINIMUM_SECRET_LENGTH:
            self.problems.append(f"{name}: set it to at least {_MINIMUM_SECRET_LENGTH} random characters")
        return value

    def secret_of(self, name: str, *, needed: bool) -> str:
        """A secret of something that may not be connected; then it is not read."""
        self.raw(name)
        return self.secret(name) if needed else ""

    def fernet_keys(self, name: str) -> tuple[str, ...]:
        keys = tuple(k.strip() for k in self.raw(name).split(",") if k.strip())
        if not keys:
            self.problems.append(f"{name}: set at least one key (make one with `flask --app app keys new`)")
        for number, key in enumerate(keys, 1):
            try:
                Fernet(key)
            except ValueError:
                self.problems.append(f"{name}: key {number} is not a valid Fernet key")
        return keys

    def database_url(self, name: str, *, required: bool) -> str:
        value = self.raw(name)
        if not value:
            if required:
                self.problems.append(f"{name}: set it, e.g. postgresql+psycopg://… or sqlite:////path/citizen.db")
            return f"sqlite:///{ROOT / 'var' / 'citizen.db'}"
        if value.startswith(("postgres://", "postgresql://")):
            return "postgresql+psycopg://" + value.split("://", 1)[1]
        if not value.startswith(("sqlite://", "postgresql+psycopg://")):
            self.problems.append(f"{name}: only sqlite and postgresql+psycopg are supported")
        return value

    def second_database_url(self, name: str) -> str:
        """Of another database than the one that is written to; empty for none."""
        return self.database_url(name, required=False) if self.raw(name) else ""

    def papers_store(self) -> dict[str, Any]:
        """The bucket of papers, by the names of Settings: its address, and who we are there."""
        url = self.address("PAPERS_STORE_URL", {"https"}, plain="http").rstrip("/")
        if url and not urlsplit(url).path.strip("/"):
            self.problems.append("PAPERS_STORE_URL: name the bucket too, as in https://host/bucket")
        found = {name: self.text(f"PAPERS_STORE_{name}") for name in ("KEY", "SECRET")}
        self.problems += [f"PAPERS_STORE_{name}: set it" for name, value in found.items() if url and not value]
        return {
            "papers_store_url": url,
            "papers_store_key": found["KEY"],
            "papers_store_secret": found["SECRET"],
            "papers_store_region": self.text("PAPERS_STORE_REGION", "us-east-1"),
            "papers_store_style": self.choice("PAPERS_STORE_STYLE", "", ("", "host", "path")),
        }

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            self.problems.append(f"{name}: {value!r} is not one of {', '.join(allowed)}")
        return value

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self.raw(name, default).lower()
        if value not in ("", "0", "1", "true", "false", "yes", "no"):
            self.problems.append(f"{name}: {value!r} is not yes or no")
        return default if not value else value in ("1", "true", "yes")

    def integer(self, name: str, default: int, *, least: int = 1) -> int:
        value = self.raw(name, default)
        if not value:
            return default
        if not (value.isascii() and value.isdigit()) or int(value) < least:
            self.problems.append(f"{name}: {value!r} is not a whole number above {least - 1}")
            return default
        return int(value)

    def hours(self, name: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """'48,3' as hours; 'none' for none at all."""
        value = self.raw(name, default).replace(" ", "")
        if not value:
            return default
        parts = [] if value == "none" else value.split(",")
        if not all(part.isascii() and part.isdigit() and 0 < int(part) <= 24 * 60 for part in parts):
            self.problems.append(f"{name}: {value!r} is not a list of hours such as 48,3, or none")
            return default
        return tuple(int(part) for part in parts)

    def pairs(self, name: str) -> dict[str, str]:
        """'tongzhou=010-1234,fenghua=0574-1234' as a mapping."""
        result: dict[str, str] = {}
        for part in filter(None, self.raw(name).split(",")):
            key, equals, value = part.partition("=")
            if not equals or not key.strip() or not value.strip():
                self.problems.append(f"{name}: {part!r} is not district=number")
            result[key.strip()] = value.strip()
        return result

    def networks(self, name: str) -> tuple[str, ...]:
        """'10.1.0.0/16,fd00::/8' as its parts."""
        found = tuple(part.strip() for part in self.raw(name).split(",") if part.strip())
        for part in found:
            try:
                ip_network(part)
            except ValueError:
                self.problems.append(f"{name}: {part!r} is not a network like 10.1.0.0/16")
        return found

    def scanner(self, name: str) -> str | None:
        """host:port, or unix:/path of a socket."""
        value = self.raw(name)
        host, _, port = value.rpartition(":")
        if value and not value.startswith("unix:/") and not (host and port.isdigit()):
            self.problems.append(f"{name}: {value!r} is neither host:port nor unix:/path")
        return value or None

    def file(self, name: str) -> Path | None:
        """A file that must be there, where one is named."""
        value = self.raw(name)
        if value and not Path(value).is_file():
            self.problems.append(f"{name}: there is no file {value!r}")
        return Path(value) if value else None

    def address(self, name: str, encrypted: Collection[str], *, plain: str) -> str:
        """An address of a service. Without encryption only on this machine itself."""
        value = self.raw(name)
        if not value:
            return ""
        try:
            parts = urlsplit(value)
            is_local = parts.hostname in _THIS_MACHINE
            is_right = bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_right = is_local = False
        if not is_right or not (parts.scheme in encrypted or (parts.scheme == plain and is_local)):
            allowed = " or ".join(f"{scheme}://" for scheme in sorted(encrypted))
            # The value itself is not repeated: it may hold a password.
            self.problems.append(f"{name}: use {allowed} and a host; {plain}:// only for this machine (127.0.0.1)")
        return value

    def loopback(self, name: str, default: str) -> str:
        """An address on the machine of the browser itself, and nothing else."""
        value = self.text(name, default)
        if not re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d{1,4}", value):
            self.problems.append(f"{name}: use http://127.0.0.1 and a port")
        return value

    def mail_address(self, name: str, *, required: bool) -> str:
        value = self.raw(name)
        if (value or required) and not re.fullmatch(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", value):
            self.problems.append(f"{name}: set it to the address e-mail comes from, e.g. service@example.gov.cn")
        return value

    def finish(self) -> None:
        if self.problems:
            raise SettingsError("\n".join(self.problems))


def _development_keys() -> dict[str, str]:
    """Random keys of this working copy, made at the first start and kept in an ignored file."""
    if not DEVELOPMENT_KEYS.exists():
        DEVELOPMENT_KEYS.parent.mkdir(parents=True, exist_ok=True)
        lines = f"SECRET_KEY={secrets.token_urlsafe(48)}\nDATA_KEYS={Fernet.generate_key().decode()}\n"
        # Written aside and linked into place: two first starts at once must agree on one pair of keys.
        draft = DEVELOPMENT_KEYS.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(lines, encoding="ascii")
        try:
            os.link(draft, DEVELOPMENT_KEYS)
        except FileExistsError:
            pass  # the other start was first
        finally:
            draft.unlink()
    kept = DEVELOPMENT_KEYS.read_text(encoding="ascii").splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in kept)}
