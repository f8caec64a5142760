"""Alert: one firing signal, in Alertmanager's words."""

import re
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from bot.domain.noun import Noun


class AlertState(StrEnum):
    """What the source says of its own signal. `NO_DATA` means that monitoring is blind, not that a service is ill."""

    FIRING = "firing"
    RESOLVED = "resolved"
    NO_DATA = "no_data"


class Severity(StrEnum):
    """How loudly to wake people; the order of the members is the order of urgency."""

    CRITICAL = "critical"
    HIGH = "high"
    WARNING = "warning"
    INFO = "info"

    @classmethod
    def read(cls, word: str | None) -> "Severity":
        """Any vendor's word as one of ours; an unknown or missing one counts as `HIGH`, so nothing is slept through.

        Of several words ("P1 - Critical", "SEV-2: major") the first known one counts.
        """
        said = (word or "").strip().casefold()[:80]
        words = [said, *re.findall(r"[^\W\d_]+-?\d?", said)]
        found = next((_SEVERITIES[one] for one in words if one in _SEVERITIES), "high")
        return cls(found)


_WORDS = {
    "critical": "critical page emergency emerg fatal disaster blocker urgent highest crit alert"
    " p0 p1 p-0 p-1 sev0 sev1 sev-0 sev-1 s1"
    " kritisch notfall fatale critique urgence crítica crítico critica critico urgente emergencia emergência"
    " kritiek kritisk krytyczny критический 致命的 重大 緊急 紧急 严重 심각",
    "high": "high error err major severe p2 p-2 sev2 sev-2 s2"
    " hoch schwerwiegend fehler haute haut élevée élevé eleve majeure majeur erreur alta alto grave elevada"
    " hoog hög wysoki высокий ошибка 高 エラー 错误 높음",
    "warning": "warning warn medium moderate minor average normal p3 p-3 sev3 sev-3 s3"
    " warnung mittel mäßig avertissement moyenne moyen mineure mineur modérée advertencia media medio moderada"
    " aviso média médio waarschuwing varning ostrzeżenie предупреждение средний 警告 中 경고",
    "info": "info information informational notice debug low lowest none trivial"
    " p4 p5 p-4 p-5 sev4 sev5 sev-4 sev-5 s4 s5"
    " niedrig gering hinweis basse bas faible baja bajo baixa baixo informação información laag låg niski"
    " низкий информация 低 情報 信息 낮음",
}
_SEVERITIES = {word: ours for ours, words in _WORDS.items() for word in words.split()}


class Statement(Noun):
    """What a paging system recorded: who acknowledged there, as it writes the name ("": not told), and when.

    It is that system's statement and makes nobody the owner here.
    """

    by: str = ""
    at: datetime | None = None


class Link(Noun):
    """A link of the alert, kept for people; Lookout never follows it."""

    label: str
    url: str


def label_name(word: str) -> str:
    """A label's name as alerts have it here, however a vendor writes it: `k8s.cluster.name` is `k8s_cluster_name`."""
    return re.sub(r"\W+", "_", word.strip().lower()).strip("_")


class Alert(Noun):
    """One alert post of one source.

    `name` is the alert rule's name, `labels` and `annotations` hold what the source said (never invented), `count` how
    many instances one post groups, `fingerprint` is equal for posts about the same group of the same rule, whatever
    their state, and `quoted` is the alert's own text, untrusted, to be shown as a quote only. An alert that was
    `acknowledged` in a paging system fires on.
    """

    source: str
    name: str
    state: AlertState
    severity: Severity = Severity.HIGH
    labels: dict[str, str] = Field(default_factory=dict)
    annotations: dict[str, str] = Field(default_factory=dict)
    count: int = 1
    fingerprint: str
    starts_at: datetime | None = None
    links: tuple[Link, ...] = ()
    acknowledged: Statement | None = None
    quoted: str = ""
