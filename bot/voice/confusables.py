"""Look-alike letters: what a reader takes them for. Data only; `normalise` uses it to show the reading it judged."""

_ROWS = """
а a|в b|с c|ԁ d|е e|һ h|і i|ј j|к k|ӏ l|м m|н h|о o|р p|ԛ q|г r|ѕ s|т t|ѵ v|ԝ w|х x|у y|ӧ o|ё e|ї i|ь b|п n|и u|з 3
А A|В B|С C|Е E|Н H|І I|Ј J|К K|Ӏ I|М M|О O|Р P|Ѕ S|Т T|Ѵ V|Ԝ W|Х X|У Y|Ғ F|Ԁ D|Ԍ G
α a|β b|γ y|δ d|ε e|η n|ι i|κ k|ν v|ο o|ρ p|σ o|τ t|υ u|χ x|ω w|ϲ c|ϳ j
Α A|Β B|Ε E|Ζ Z|Η H|Ι I|Κ K|Μ M|Ν N|Ο O|Ρ P|Τ T|Υ Y|Χ X|Ϲ C
Ꭺ A|Ᏼ B|Ꮯ C|Ꭰ D|Ꭼ E|Ꮐ G|Ꮋ H|Ꭵ i|Ꭻ J|Ꮶ K|Ꮮ L|Ꮇ M|Ꮲ P|Ꭱ R|Ꮪ S|Ꭲ T|Ꮩ V|Ꮃ W|Ꮓ Z
ɑ a|ɡ g|ɩ i|ı i|ɪ i|ʟ l|ɴ n|ʀ r|ʏ y|ʙ b|ɢ g|ʜ h|ɛ e|ɔ o|ʋ v|ƅ b|ǝ e|ʌ v|ɹ r|ſ s|ꜰ f|ꜱ s|ȷ j
ᴀ a|ᴄ c|ᴅ d|ᴇ e|ᴊ j|ᴋ k|ᴍ m|ᴏ o|ᴘ p|ᴛ t|ᴜ u|ᴠ v|ᴡ w|ᴢ z
ł l|ø o|đ d|ħ h|ŧ t|ß ss|æ ae|œ oe|ð d|þ th|Ł L|Ø O|Đ D|Æ AE|Œ OE|Ð D|Þ TH|İ I
ա a|ո n|օ o|ս u|հ h|ց g|ք f|Տ S|Օ O|Ս U|ჿ o|ⲟ o|Ⲟ O|ⅼ l|ⅰ i
"""

LOOKS_LIKE: dict[int, str] = {
    ord(pair.split(" ", 1)[0]): pair.split(" ", 1)[1]
    for row in _ROWS.strip().splitlines()
    for pair in row.split("|")
}
