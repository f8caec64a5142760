"""Claims in other languages, written in Latin letters: the words that would pass in an otherwise English sentence."""

from bot.voice.lexicon.vocabulary import vocabulary

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
# Words between the words: whoever writes one of them writes no English, whatever the sentence is about.
_SMALL = """
ich wir mir mich dich uns euch sich nicht keine keinen und oder aber auch schon noch gerade jetzt gleich bin bist sind
habe haben wird werde werden mache machen schaue gucke drauf daran dabei fur lauft geht alle einen einem einer
je j'ai j'y j'en m'en m'y s'en nous vous elles suis sommes sont avons avez pas c'est n'est l'incident l'alerte d'accord
tous bientot voila merci dans avec cette notre quelqu'un personne
estoy estamos esta estan una unos unas muy ahora porque gracias nosotros ello hemos tengo tenemos voy vamos arreglando
revisando nuestro nuestra alguien nadie
estou voce vou nao meu nosso nossa obrigado isso isto agora pra deixe ninguem alguem
sono siamo stiamo abbiamo questo quello adesso subito grazie della nessuno qualcuno
ik wij jij een niet naar kijk kijken wordt worden heb hebben zijn weer gaan iemand niemand
jag jeg och ikke inte vores noen nogen ingen allt mig deg
juz jestem jestesmy zaraz tym nikt ktos pracujemy sprawdzamy
biz hemen simdi benim bizim uzerinde calisiyoruz
hai hain hoon hun kar kuch nahi nahin abhi chalu kaam gaya mat bhai yeh liya kiya rahi rahe karna
kami akan belum tidak segera ako ito inaayos tayo
uzhe seychas delayu delaem zanimaemsya smotrim chinim
"""
# Also English words; only the rest of their sentence could tell.
_SHARED = vocabulary("main lost regel ro dang confirme bin kar mat hun ito een alle pas")

CLAIMS_ABROAD: frozenset[str] = vocabulary(_WORDS) - _SHARED
FOREIGN: frozenset[str] = CLAIMS_ABROAD | (vocabulary(_SMALL) - _SHARED)
