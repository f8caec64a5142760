"""Claims in other languages, written in Latin letters: the words that would pass in an otherwise English sentence."""

_WORDS = """
recibido resuelto arreglado solucionado entendido enterado atendido encargo ocupo ocupado voy listo hecho
confirmado reconocido mirando investigando trabajando tomado tranquilos cerrado aprobado recebido
resolvido entendido consertado corrigido comigo cuido cuidando olhando verificando confirmado assumo
assumi fechado aprovado tranquilo beleza ciente recu resolu regle corrige occupe prends regarde entendu
compris termine cloture reglee confirme approuve charge-moi erledigt behoben geloest gelost verstanden
bestaetigt bestatigt uebernehme ubernehme kuemmere kummere gefixt geschlossen genehmigt alles klar dran
angekommen mache erledige bearbeite untersuche risolto ricevuto capito confermato sistemato occupo penso
guardando fatto chiuso approvato preso controllando tutto opgelost begrepen ontvangen bevestigd opgepakt
geregeld gefikst gesloten goedgekeurd regel bezig akkoord naprawione rozwiazane przyjete przyjalem biore
zajmuje zajme potwierdzam patrze sprawdzam zamkniete zatwierdzone gotowe vyreseno opraveno resim prijato
rozumim potvrzuji divam hotovo vyriesene riesim lost fixat atgardat mottaget uppfattat kollar tittar klart
forstatt bekraftat stangt godkant lost modtaget forstaet kigger fikset klaret bekraeftet loest mottatt
forstatt fikser sjekker korjattu ratkaistu kuitattu otan hoidan hoidossa selva ymmarretty vastaanotettu
tutkin katson valmis cozuldu tamam anlasildi aldim bakiyorum ilgileniyorum hallediyorum hallettim
duzeltildi onaylandi kontrol bende cozduk rezolvat inteles preluat confirmat reparat aprobat ocup megoldva
javitva ertettem vettem intezem nezem rendben megoldottuk beres selesai dimengerti diterima tangani
ditangani saya siap sudah sedang giai quyet xong nhan ro dang ryoukai ryokai wakarimashita kakunin taiou
shimasu shimashita desu kaiketsu prinyato prinyal ponyal ponyatno smotryu resheno gotovo zanimayus beru
razobralsya ispravleno dekh raha hoon rahe samajh gaya theek thik kar diya main shoudao mingbai chuli
jiejue arbeit erledige clos zamkniety zamknieta alarme alarma falsk falsche fehlalarm entwarnung poplach
riasztas halytys falska zrobione dzieki jasne problema bajo kontrolle controle
"""
# Also English words; only the rest of their sentence could tell.
_SHARED = frozenset(("main", "lost", "regel", "ro", "dang", "confirme"))

FOREIGN: frozenset[str] = frozenset(_WORDS.split()) - _SHARED
