"""The colours of the picture: one set for light, one for dark, chosen by the reader's own setting.

Marks bear white digits, so their colours are dark enough for them in both.
"""

STYLE = """
svg{--page:#ffffff;--lane:#f4f5f7;--ink:#1d2430;--quiet:#5c6675;--grid:#d9dde3;--nobody:#fff1d6;--stripe:#e3a008;
--warn:#7a4b00;
font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",sans-serif}
@media (prefers-color-scheme:dark){svg{--page:#12161c;--lane:#1a2028;--ink:#e6eaf0;--quiet:#98a3b3;--grid:#323b47;
--nobody:#3a2c0a;--stripe:#9a6b00;--warn:#f3cf7a}}
.page{fill:var(--page)}.lane{fill:none}.lane.even{fill:var(--lane)}
.grid{stroke:var(--grid);stroke-width:1}.cut{fill:var(--page);stroke:var(--grid);stroke-width:1}
text{fill:var(--ink);font-size:12px}
.heading{font-size:17px;font-weight:650}.quiet{fill:var(--quiet)}.name{font-weight:600}
.empty{fill:var(--quiet);font-style:italic;paint-order:stroke;stroke:var(--page);stroke-width:5px}
.tick,.date{fill:var(--quiet);font-size:11px;text-anchor:middle}.number{fill:#fff;font-size:10px;font-weight:700;
text-anchor:middle}
.time{font-variant-numeric:tabular-nums;font-weight:600}.said{font-size:12px}
.bar.alerts{fill:#d9534f;fill-opacity:.28;stroke:#c0392b}.bar.owner{fill:#2e8b57;fill-opacity:.3;stroke:#2a7d4f}
.bar.command{fill:#1f5fbf;fill-opacity:.22;stroke:#1f5fbf}
.bar.nobody{fill:url(#nobody);stroke:var(--stripe)}
.on{font-size:11.5px;font-weight:600}.on.nobody{fill:var(--warn)}
.mark{stroke:var(--page);stroke-width:1.5}
.mark.alerts{fill:#b3312a}.mark.restarts{fill:#a85400}.mark.rollouts{fill:#7443b8}.mark.lookout{fill:#52627a}
.mark.decisions{fill:#1f5fbf}.mark.changes{fill:#0a7a6e}
""".replace("\n", "")

HATCH = (
    '<pattern id="nobody" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="8" height="8" style="fill:var(--nobody)"/>'
    '<rect width="2" height="8" style="fill:var(--stripe);fill-opacity:.55"/></pattern>'
)
