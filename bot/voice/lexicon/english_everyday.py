"""English of every day, a to z: base forms and irregular ones that reports use besides the words of the trade."""

WORDS = """
abroad absorb abundant accompany accordance accuse ache acid acquaint acre adequate adhere adjourn admire adopt adult
adverse advice advise afar affair afraid afresh afternoon agree agreement air aisle alike alley ally amaze ambition
ample ancient anew angry announce annoy annual anticipate anxious apparent appeal appetite applaud apple appoint
appreciate apt arch archived arisen arm army arose arrival arrive arrives art ash ashore asleep assault assure astray
athlete attitude attract aunt autumn awake award awful axe axis baby bachelor bag bait bake ball balloon ban band bank
bar bargain bark barn barrel barrier basin bath bay beach beam bean bear beard beast beaten beauty bed bee beef beer
bell belly beloved belt bench bend beneath bent bet betray bias bicycle biggest bill billed billion bird birth bite
bitten blade blanket bled bleed blend bless blew blind blink bliss bloat blood bloom blow blown blunt blur board boat
bolt bomb bond bone bonus book boom boost bore born borne borrow bounce bow bowl brace brain brake brass brave bread
breakfast breast breath breathe breed brew brick bride broad broader brother brow brush bubble bucket bulb bulge bull
bullet burden burn burnt bury bush cab cabin cable cage cake calf calibrated camera camp candle cannon canvas cap cape
captain car cargo carpet carriage carrot carve castle casual cat cattle cave cease ceiling celebrate cent centre
century cereal chair chalk champion chaos chapter charm chase cheat cheek cheer cheese chef chemical chest chew
chicken chief chill chimney chin chip choke chose church circumstance cited citing citizen city clap clay clerk cliff
climate climb cling clip cloak cloth clothes club clue coach coal coarse coast coat coil coin coincide coincidence
collar college comb comedy comet comfort comic commence commerce community companion company compel compete
competition complaint concern conclusion condemn conduct confess confine confront congress conntrack conquer
conscience conscious consent consequence consolidated constitute contempt contest continent contrary conviction
convince cook cool copper cord corn corpse cottage cotton cough council country countryside courage courier court
cousin cow crack craft crazy cream creature creep crime crisp critic crop crowd crown cruel crush cry cup cupboard
cure curious curl curse curtain curve dairy damp dance dare dark daughter dawn deactivated deaf dear death debate debt
decay deceive decent decisive deck decline deed deem deer defeat defend deficit defy degree delicate delight demo den
denials dense dent depart departure deposit desert deserve desire desk despair desperate destroy destruction detain
devil devote diagnoser diamond die dig dime dinner dire dirt disappoint disaster discharge discipline disclose
discourage discuss disease disguise dish dislike dispose dispute dissolve distant distract distress district disturb
ditch dive diverse divert divine doctor dog doll dollar domestic donkey door dose dough dozen draft drag drama drank
dread dream dress drew drill drink drip driven drought drove drown drum drunk dry duck dull dusk dust dye ear earn
earnest earth east eastern eaten educate egg eighth eighty eject ejected elapse elbow elder eldest elect elected
electric electricity elegant elephant eleventh embrace emerge emotion emperor emphasis employ employee employer endure
enemy energy engage enjoy enrich enterprise entertain enthusiasm entitle entrance envy equip era erect errand essay
essence estate esteem eternal eve eventual evident evil excel exceptionally excite exclaim excuse exempt exercise
exert exhibit exile exotic expedition expense explosion extraordinary extreme eye eyebrow face facility fade fair
fairness faith faithful fame famous fan fare farewell farm farther fasten fat fate father fatigue favour fear feast
feather fee feel feeling feet fellow felt female fence ferry fertile fever fiction fierce fifteen fifth fifty fig
fight finance finger fir firm fish fist flame flash flavour flaw fled flee fleet flesh flew flight flock floor flour
flown fluid foam fog folk fond food fool foot footing forbid forbids forecast forest forge forgive forgot fort
fortnight fortunate fortune forty fought foul foundation fountain fourteen fox fragile frank freedom freight frequent
friction friend fright frog frost frown froze fruit fruitful fsync fuel fulfil fund funeral funny fur furnish
furniture furthermore fuse gain gained gallon gamble game gang garage garden gas gasp gay gear gender gene generous
genius gentle gentleman genuine gesture ghost giant gift girl glad glass gleam glide glimpse globe gloom glory glove
glow glue goat gold golden goose goroutine goroutines gossip govern government gown grace grain grand grandfather
grape grasp grass grateful grave gravel gravity grease greet grief grind grip groan gross ground grove guilt guilty
gulf gun guy habit hail hair hall hammer harbour harden hardest hardship harm harsh harvest haste hat hatch hate haul
hay hazard heal healthier hear heart heat heaven heavier hedge heel heir hell helmet herb hero hesitate hid highway
hill hinder hip hire hive hobby hole holiday hollow holy honest honey horizon horn horror horse hospital hostile hotel
house hover hum humble humid humongous humour hungry hunt hurt husband hut ice ill illness illustrate imagine immense
impart impatient impersonate impress impulse inch incline income inconvenient indoor induce indulge industry
inevitable infant inferior inferred inflict influence inhabit injure injury ink inn innocent inquire inquiry insect
inspire instant institute instruct insult insure intake intelligent intense interior interleaving intimate invade
invent invest invite invited inward iron island isle issuance ivory jail jam jar jaw jealous jelly jet jewel joke
jolly journal journey joy judge judges juice jungle junior jury justice keen kettle kid king kingdom kiss kitchen kite
knee knife knit knob knock knot lace lad ladder lady lain lake lamb lame lamp land lane lap laptop laugh laundry lawn
lawyer lay lean learnt leather lecture leg legend legitimate leisure lemon lend lens lent lesson lest liberty lid lift
lifts lightning limb lime limp linen lion lip liquid lit literature loaf loan lofty lone lonely loopback loosen lord
lorry lounge love lovely loyal lucky luggage lump lunch lung luxury mad magnet maid male man mankind mantle marble
marine marriage marry marsh marvel mass massive mast mat mate meadow meal meat medal medicine melt memorial men mend
mended mends mental merchant mercy mere merit merry metal metaspace metre midday mighty mild mile milk mill mingle
minister miracle misbehaving misery mislabelled misnomer mist moan mob moderate modest moist moisture money monk
monkey monster mood moon moral mortal moss mother motion motive motor mountain mouse mouth mow mud multiply murder
muscle museum music mutual mystery nail naked nation naval navy nearby neat neck needle neglect neighbor nephew nerve
neutral nevertheless newcomer niece nineteen ninety ninth noble north northern nose notebook notorious noun novel
nowhere nucleus nuisance numb nurse nut oak oar oath obey obeyed oblige obscure obstacle occasion ocean offend office
officer oil olive onion onset onward opinion opponent opportune oppose optimistic orange orbit orchard ordeal organ
organisations organise ornament ounce outbreak outgoing outgrow outgrown outlast outlook outset outstanding oven
overrun oversee owe owl ox oxygen pace pain paint palace pale palm pan paper parade parcel pardon park parked particle
partner passage passenger passion pat patience patient pause pauses pave paw peace pear peasant peculiar peel pen
pencil peninsula penny pepper perceive perfect peril persuade pet petrol phone photo phrase piano picture pierce pig
pigeon pile pill pillar pillow pilot pinch pine pink pint pioneer pit pity plague plane planet plant plastic plate
plea plead pleasant pleasure plenty plot plough plug plunge pocket poem poet pole polish polite pond pony porch pose
possess postpone pot potato pound pour poverty powder practise praise pray preach precede precious preconditions
predict pregnant prejudice premature premise prevail prey pride priest prince princess prison prize procure prod
profession profit profound prolong prominent prone pronounced proof propel proportion prose prospect protest proud
prove proven proves province provoke prudent pulse pump punch punish pupil purchase purple purse pursue puzzle quaint
quarrel queen queer quest quickest quit rabbit rage rail railway rain rally ramp rank ranked rapid ray razor react
reacts realise realm rear recede receipt recency reckless reckon recognise recognised redact redirects refuge regard
regret reign rejoice relax relief relieve religion reloads reluctant remaining remains remarkable remedy reminder rent
repent represent reproach reputation rescue resemble reservations resist restrain retention retire retrieval reveal
revenge reversible revive revives revolt revolution reward rhythm rib ribbon rice ridden ride ridge rifle rigid ring
ripe risky rival river road roar roast rob robe rock rod rode roof rope rotten rouse royal rub rubber rubbish rude rug
ruin rumour rural rush sacred sacrifice sad saddle sail sailor salad salary sale salt sand sandbox sat satisfaction
sauce sausage savage scant scare scarf scatter scene scent school science scissors scold scorn scrap scrape scream
screw sea seal season seat seize seldom self senior serially serious settle seventeen seventh seventy sever sew shade
shake shaken shame sharp sharper sharply shave sheep sheet shelf shelter shield shine shirt shiver shock shoe shone
shook shoot shore shot shout shrunk shy sick sift sigh sight silk silly silver sincere sing sink sister sit sits
sixteen sixth sixty skill skin skirt sky slab slave slept slid slide slip slope slowest slum smart smell smile smoke
smooth snake snow soak soap social society soil soldier solemn sometime son song soul soup sour south southern spade
spark speak spear species speech spelt sphere spice spin spirit spite splendid spoil spoke spoken spoon sport spot
spout sprawling spray spring squeeze stabilisation stain stair stairs stake stamp stand stare station statue steal
stealing steam steel steep steeper steer stern sticky stiff sting stir stitch stole stolen stomach stone stood stool
storey story stout stove strain strap straw stray street strength strengthen stress stretch strike stripe strive
stroke strongest struck student study stumble stupid subresource substance suburb suck suffice summit summon sun sunk
superb superior supper supreme surgeon surpass surprise surrender surround survey survival survive survives suspicion
suspicious sustain swallow swam swamp swan swarm sway swear sweat sweep sweet swell swept swift swim swing swollen
sword sworn swung sympathy tack tackle talent talk tall tame tank tap tape taste taught tax tea teach tear tease
tedious teeth temperate temple tempo tempt tend tendency tender tense tent tenth terrible terrific terror thaw theatre
theft thereafter thick thief thirsty thirteen thirty thorough threat threaten threw throat throne thrust thumb thunder
tick tide tidy tiger tighten tightened tile timber timid tin tire toast tobacco toe toilet tomb ton tone tongue
tonight tonne tooth torch tore torn tough tour tourist towel tower town toy trade tradition tragedy train traitor
tramp transit trap travel tray tread treasure treaty tremble tremendous trench trial triangle tribe triumph troop
tropical trousers truck trumpet trunk tube tug tumble tune tuple twelfth twentieth twenty twist tyre umbrella uncle
undergo underground underlie undid unify unite unity universe unlabelled unlikely unreachable unreadable upright
uproar upset upward urge urgent utmost utter vacant vague vain valley vanity vapour vase vegetable vehicle veil vein
velvet venture verse vessel vest veto victory vigour village violence violent violet virtue vision vital vivid
vocabulary voice void vote vow vowel voyage wage waist wake waken wander war ward warmth wash water watermark wave wax
weaken wealth weapon wear weary weather weave wedding weed weekend weep weigh welcome welfare wept west western wet
whale wheat wheel whereby wherever whip whisper whistle whoever wholly wicked widen widow wife wind wine wing winter
wipe wisdom wise wit witch withdrew withhold withstand witness wolf woman women won wonder wood wooden wool wore
workspace worm worn worship worthy wound wraparound wreck wrist yard yarn yoke young younger youngest youth zeal
"""
