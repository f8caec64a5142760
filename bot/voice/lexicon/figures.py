"""Figures of speech: words of house and kitchen, stage and play, weather, war and mood, which no report needs.

A report names things and numbers; who writes of curtains, dreams or the cavalry comforts, jokes or signs off. Words
that the trade has taken over (storm, flame, fire, garbage) are not here, nor what a shop may sell.
"""

from bot.voice.lexicon.vocabulary import vocabulary

FIGURES = vocabulary("""
    curtain curtains encore applause spotlight limelight finale
    bed beds bedtime dream dreams dreaming pillow pillows blanket blankets nap naps doze slumber snore pyjamas pajamas
    slippers cosy cozy couch sofa hammock lullaby duvet slept
    teacup teapot coffee espresso kettle kitchen cook cooks cooking cooked beer beers popcorn peanuts
    gravy broth crumbs icing pickle nutshell breakfast supper champagne simmering stew
    bagsy bagsie baggsy bagged
    wolf wolves goose geese chickens duck ducks pony ponies elephant ostrich tiger lion bees
    cavalry troops troop soldier soldiers army sword swords trench trenches foxhole battlefield siege victory
    sunshine sunny rainbow molehill mountain mountains breeze embers ashes woods harbour shore sailing rudder
    blood breath breathe breathes breathing breather lungs teeth nerve nerves shoulders chin sleeves elbow elbows neck
    toes finger fingers thumb thumbs sweat sweating tears smile smiles smiling grin grins laugh laughing shrug yawn
    baton torch dice poker checkmate touchdown innings whistle marathon bingo bullseye
    laundry broom rug mop plumber plumbers electrician surgeon surgery ambulance bandage stitches wound wounds medicine
    cigar trumpet fanfare hooray hurrah hurray yay phew whew bravo kudos hallelujah amen voila presto tada eureka cheers
    congratulations congrats celebrate celebration relief glad joy joyful delighted pleased lucky luckily
    fortunately thankfully gladly cheer cheerful peaceful peacefully tranquil serene calmly bliss heaven heavens
    paradise angel angels saint saints miracle miracles wizard wizards hero heroes rescuer rescuers saviour savior
    homeward homestretch daybreak sunrise wiser ado fuss hassle fret hype melodrama hiccup hiccups
    nailed tamed wrangled wrangle wrangling babysit babysitting shepherding coax coaxing cuddle hug hugs
    clockwork tidings reins helm saddle roses peachy dandy jolly merry splendid groovy shipshape
    """)
"""Each by itself; `rules.figures` leaves alone what stands beside the name of a thing."""
