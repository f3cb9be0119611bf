"""The commonest words of English, Russian and Ukrainian: as an alias such a word needs a condition.

English: what grammars list as function words, and the nouns, verbs and adjectives of elementary vocabulary
that begin sentences or headlines with a capital. Russian and Ukrainian: plain nouns that surnames and places
are made of, too.
"""

from entente.watchlist.wordlists import listed

EVERYDAY = listed(
    """
    a able about above across act add after again against age ago agree air all almost alone along
    already also although always among an and angle animal another answer any anyone anything appear
    apple are area arm army around art as ask at away baby back bad bag baker ball band bank banks bar
    base bass bat be bear beat beautiful because become bed been before begin behind being believe bell
    below best better between big bill bird bishop bit black blood blow blue board boat body bone book
    born both bottom bow box boy branch bread break bright bring brother brown build burn burns bush
    business busy but buy by cake call came camp can cap car card care carry case castle cat catch cause
    cell cent center century certain chad chain chair chance change chase check chief child china choose
    church circle city claim class clear clerk climb clock close clothe cloud coast coat cold collect
    color come common company complete condition contain continue control cook cool copy corn corner
    cost cotton could count country couple course court cover cow craft cream create crop cross crowd
    crown cruise cry current cut dance danger dark date daughter day days dead deal dean dear death
    decide deep degree describe desert design determine develop die differ difficult direct discuss dive
    divide do doctor dog dollar done door double down draw dream dress drew drink drive drop dry duck
    duke during each ear early earth ease east easy eat edge effect egg eight either element else end
    enemy energy engine enough enter equal even evening ever every exact example except excite exercise
    expect experience eye face fact fair fall family famous far farm farmer fast fat father favor fear
    feed feel feet fell felt few field fields fight figure fill final find fine finger finish fire first
    fish fisher fit five flat floor flow flower fly follow food foot for force ford forest form forward
    found four fox fraction frank free fresh friend frost from fruit full fun game garden gas gate gates
    gather gave general gentle georgia get girl give glad glass go gold gone good got govern
    grand grant grass graves gray great green grew ground group grow guess guide gun guy had hair half
    hall hand happen happy hard has hat have hay he head hear heart heat heavy held help her here high
    hill him his history hit hold hole home hope horse hot hour house how huge human hundred hunt hunter
    hurry hurt i ice idea if imagine in inch include indicate industry insect instant instrument
    interest invent iron is island it jack job join jordan joy judge jump june july august just justice
    keep kept key kid kill kind king knew knight know lady lake land lane language large last late laugh
    law lay lead learn least leave led left leg length less let letter level lie life lift light like
    line liquid list listen little live locate log lone long look lord lost lot loud love low machine
    made magnet main major make man many map march mark market mason mass master match material matter
    may me mean meant measure meat meet melody men metal method middle might mile miles mill miller
    million mind mine minor minute miss mission mix modern molecule moment money month moon moral more
    morning most mother motion mount mountain mouth move much multiply music must my name nation natural
    nature navy near necessary neck need never new next night nine no noble noise noon nor north nose
    not note nothing notice noun now number object observe occur ocean of off offer office often oil old
    on once one only open operate opposite or order organ original other our out over own page paint
    pair palm paper park parker part particular party pass past pat path pattern pay peace people
    perhaps period person phrase pick picture piece pitch place plain plan plane planet plant play
    please plural poem point pole poles polish poor pope populate port porter pose position possible
    post pound power practice prepare present press pretty price prince print probable problem process
    produce product proper property protect prove provide pull push put quart question quick quiet quite
    race radio rail rain raise ran range rather reach read ready real reason receive record red reed
    region remember repeat reply represent require rest result rice rich ride right ring rise river
    rivers road rob rock roll room root rope rose round row rub rule run safe said sail salt same sand
    sat save saw say scale school science score sea search season seat second section see seed seem
    segment select self sell send sense sent sentence separate serve set settle seven several shall
    shape share sharp she sheet shell shepherd shine ship shoe shop shore short should shoulder shout
    show side sight sign silent silver similar simple since sing single sister sit six size skill skin
    sky sleep slip slow small smell smile snow so soft soil soldier solution solve some son song soon
    sound south space speak special speech speed spell spend spoke spot spread spring square stand star
    start state station stay stead steam steel step stick still stone stood stop store story straight
    strange stream street stretch string strong student study subject substance subtract success such
    sudden suffix sugar suggest suit summer sun supply support sure surface surprise swift swim syllable
    symbol system table tail take talk tall teach team teeth tell temperature ten term test than thank
    that the their them then there these they thick thin thing think third this those though thought
    thousand three through throw thus tie time tiny tire to together told tone too took tool top total
    touch toward town track trade train travel tree triangle trip trouble truck true trust try tube
    turkey turn turner twenty two type under union unit until up us use usual valley value vary verb
    very view village visit voice vowel wait walk walker wall want war ward warm was wash watch water
    waters wave way we wear weather weaver week weight well went were west what wheel when where whether
    which while white who whole whose why wide wife wild will win wind window wing winter wire wise wish
    with wolf woman women won't wonder wood woods word work world would write written wrong yard year
    yellow yes yet you young your autumn sue мир путь лист лес свет гора вода море дом день ночь год час
    зима лето весна осень земля небо огонь дорога поле река город улица школа рука голова глаз голос
    слово дело право закон власть сила правда мороз ветер мост хлеб стол окно дверь заяц волк медведь
    орел лебедь голубь но світ шлях ліс дім ніч рік літо осінь вогонь ріка місто око влада вітер міст
    хліб вікно двері заєць вовк ведмідь лебідь голуб
    """
)
