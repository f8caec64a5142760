"""Addresses in a model's sentences: written so that no chat program makes a link of them.

Slack links a bare `shop.example.com` or `admin@example.com`, and a model that was misled could send people there. Names
of hosts and images lose nothing: `registry[.]example[.]com/shop/cart:1.2` can still be read.
"""

import re

# What a link needs is a top level that exists: any two letters are taken for one, and these. Others (`local`, `svc`,
# `yaml`, fields such as `spec.replicas`) are no addresses of the internet.
_TOPS = (
    "com net org edu gov mil int info biz name pro mobi aero asia cat coop jobs museum post tel travel arpa"
    " academy agency app art bank bid blog bond build business cam capital care cash center chat city click cloud club"
    " codes college company computer consulting contact cool country credit date deals delivery design dev digital"
    " direct directory domains download education email energy engineer enterprises estate events exchange expert"
    " express faith family fans farm finance financial fit foundation fun fund fyi gallery games gift global gmbh"
    " google group guide guru help host hosting house icu inc industries ink institute international investments"
    " kim law legal life link live loan lol love ltd management market marketing media men moe money monster mov"
    " navy network news ninja one online page partners party photo photos pictures pink pizza plus press productions"
    " properties pub quest racing red rent repair report review reviews rip rocks run sale sbs school science security"
    " services sex shop show site social software solutions space store stream studio style support surf systems team"
    " tech technology today tools top town trade trading training tube university uno vegas ventures video vip vote"
    " watch web webcam website wiki win wine work works world wtf xxx xyz zip zone"
)
_TOP = frozenset(_TOPS.split())
_CODE = 2
_DOT = r"[.\u3002\uff0e\uff61]"
_DOTTED = re.compile(rf"(@?)([\w-]+(?:{_DOT}[\w-]+)+)")
_ANY = re.compile(_DOT)


def unlinked(text: str) -> str:
    """The text with the dots of each address in brackets: `evil[.]example[.]com`."""
    return _DOTTED.sub(_broken, text)


def _broken(found: re.Match[str]) -> str:
    top = _ANY.split(found[2])[-1].casefold()
    punycode = top.startswith("xn--") or not top.isascii()
    known = top in _TOP or (len(top) == _CODE and top.isalpha()) or punycode
    return found[1] + _ANY.sub("[.]", found[2]) if known or found[1] else found[0]
