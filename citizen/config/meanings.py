"""What each setting means, for the table that `flask settings document` writes into docs/deploy.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


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
