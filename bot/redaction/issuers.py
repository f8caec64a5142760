"""Secrets that their issuer made recognisable: a prefix, a length, an alphabet. One row each."""

import re

_ROWS: tuple[tuple[str, str], ...] = (
    ("aws-key", r"(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA|ANVA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])"),
    ("github-token", r"gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255}"),
    ("gitlab-token", r"gl(?:pat|ptt|dt|rt|rtr|oas|soat|cbt|ft|agent|imt|ffct)-[A-Za-z0-9_.-]{16,}"),
    ("slack-token", r"xox[abeoprsc](?:\.xox[bp])?-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,}"),
    (
        "slack-hook",
        (
            r"(?<=hooks\.slack\.com/services/)[A-Za-z0-9/]{20,}|"
            r"(?<=hooks\.slack\.com/workflows/)[A-Za-z0-9/]{20,}"
        ),
    ),
    ("discord-hook", r"(?<=discord\.com/api/webhooks/)\d{5,}/[A-Za-z0-9_-]{20,}"),
    ("stripe-key", r"(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{20,}"),
    (
        "google-key",
        (
            r"AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}|"
            r"1//0[A-Za-z0-9_-]{30,}"
        ),
    ),
    (
        "model-key",
        (
            r"sk-(?:ant-|proj-|svcacct-|admin-|or-)?[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{30,}|"
            r"gsk_[A-Za-z0-9]{30,}|xai-[A-Za-z0-9]{40,}|r8_[A-Za-z0-9]{30,}"
        ),
    ),
    (
        "package-token",
        (
            r"npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{40,}|rubygems_[0-9a-f]{40,}|dckr_(?:pat|"
            r"oat)_[A-Za-z0-9_-]{20,}|cio[A-Za-z0-9]{32}(?![A-Za-z0-9])"
        ),
    ),
    (
        "mail-key",
        (
            r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|key-[0-9a-f]{32}(?![0-9a-f])|"
            r"xkeysib-[0-9a-f]{60,}-[A-Za-z0-9]{10,}|[0-9a-f]{32}-us\d{1,2}(?!\d)"
        ),
    ),
    (
        "vault-token",
        r"hv[sbr]\.[A-Za-z0-9_-]{20,}|s\.(?=[A-Za-z]*\d)(?=[a-z0-9]*[A-Z])[A-Za-z0-9]{24}(?![A-Za-z0-9])",
    ),
    ("terraform-token", r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,}"),
    (
        "cloud-token",
        (
            r"do[opr]_v1_[0-9a-f]{40,}|dapi[0-9a-f]{32}|sbp_[0-9a-f]{40}|HRKU-[A-Za-z0-9_-]{30,}|"
            r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{30,}|dp\.(?:pt|st|ct|sa)\.[A-Za-z0-9.-]{30,}|"
            r"fo1_[A-Za-z0-9_-]{30,}|tskey-[A-Za-z]+-[A-Za-z0-9-]{16,}"
        ),
    ),
    ("grafana-token", r"glsa_[A-Za-z0-9]{20,}_[0-9a-f]{8}|glc_[A-Za-z0-9+/=]{30,}"),
    (
        "monitor-key",
        (
            r"NRAK-[A-Z0-9]{20,}|NRJS-[0-9a-f]{19}|sntry[su]_[A-Za-z0-9+/=_-]{30,}|"
            r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}|lin_api_[A-Za-z0-9]{30,}|ntn_[A-Za-z0-9]{30,}|"
            r"ATATT3[A-Za-z0-9_=-]{30,}|figd_[A-Za-z0-9_-]{30,}"
        ),
    ),
    (
        "shop-token",
        (
            r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|sq0(?:atp|csp)-[A-Za-z0-9_-]{20,}|"
            r"EAAA[A-Za-z0-9_-]{50,}"
        ),
    ),
    ("twilio-key", r"SK[0-9a-f]{32}(?![0-9a-f])"),
    ("telegram-token", r"\d{8,10}:AA[A-Za-z0-9_-]{33}"),
    ("age-key", r"AGE-SECRET-KEY-1[A-Z0-9]{50,}"),
    ("azure-secret", r"[A-Za-z0-9_~.-]{3}8Q~[A-Za-z0-9_~.-]{31,34}"),
    (
        "jwt",
        (
            r"eyJ[A-Za-z0-9_-]{6,}\.eyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?|"
            r"eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"
        ),
    ),
)

ISSUED: re.Pattern[str] = re.compile(
    r"(?<![A-Za-z0-9_])(?:"
    + "|".join(f"(?P<k{place}>{pattern})" for place, (_, pattern) in enumerate(_ROWS))
    + ")"
)


def kind_of(found: re.Match[str]) -> str:
    """The kind of an `ISSUED` match."""
    return _ROWS[int((found.lastgroup or "k0")[1:])][0]
