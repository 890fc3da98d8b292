"""Capitalised words that are no part of a person's name, and titles that stand before one; English and Spanish."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.casefold().split())


# Before a name: one capitalised word behind it is a name already.
TITLES = _words(
    """
    mr mrs ms miss mx dr doctor doctora prof professor sir madam officer ofc deputy detective det sergeant sgt
    lieutenant lt captain capt cpt corporal cpl major maj colonel col commander cmdr inspector agent trooper chief
    sheriff marshal judge justice magistrate attorney atty senator sen representative councilor councillor
    councilman councilwoman mayor governor gov president director superintendent supt commissioner secretary rev
    reverend father pastor sister brother señor señora señorita sr sra srta don doña dra oficial agente sargento
    teniente capitán capitana jefe jefa juez jueza alcalde alcaldesa gobernador gobernadora concejal concejala
    licenciado licenciada lic suspect defendant victim witness sospechoso sospechosa víctima acusado acusada testigo
    """
)
# What may stand with a capital at the beginning of a sentence, before a name, without being one.
OPENERS = _words(
    """
    a an the this that these those his her its our your their my we he she it they you i and but or so if when while
    after before since because although though as at by for from in into near of off on onto over through to toward
    under until up with without about during today tonight yesterday tomorrow now then later earlier last next every
    each all both some any no not never only also even just still yet who what where why how which is was are were
    be been has had have did does do can could will would shall should may might must let please thanks thank yes
    hello hi hey dear sorry congratulations meet see call ask contact join read watch visit according police
    officers detectives deputies crews investigators prosecutors firefighters city council staff arrested charged
    update breaking correction missing wanted un una unos unas el la los las este esta ese esa estos estas su sus mi
    nuestro nuestra y o pero si cuando mientras después antes desde hasta con sin en por para según como ayer hoy
    mañana ahora es fue era son está están ha han gracias hola sí qué quién dónde favor policía agentes conocido
    conozca vea llame pregunte named
    """
)
# One of these among the capitalised words, and the whole is a place, an office, a day, a thing.
COMMON = _words(
    """
    street st avenue ave av road rd boulevard blvd drive dr lane ln court ct place pl way circle cir trail trl
    terrace parkway pkwy highway hwy freeway interstate loop alley plaza route exit ramp bridge tunnel block ne nw
    se sw calle avenida camino carretera paseo puente barrio colonia city county state town village borough district
    ward precinct zone area region neighborhood heights hills valley mesa park parks garden gardens lake river creek
    canyon mountain mountains springs beach field fields square market north south east west northeast northwest
    southeast southwest northern southern eastern western downtown uptown midtown norte sur este oeste ciudad
    condado estado distrito parque río lago montaña valle centro department dept office bureau agency division unit
    team force squad task commission committee council board authority association society foundation coalition
    union federation league club center centre station hall library museum theater theatre zoo aquarium arena
    stadium hospital clinic church temple mosque cathedral school high middle elementary academy college university
    institute airport depot terminal jail prison detention shelter hotel motel inn casino restaurant cafe grill bank
    store mall company corporation corp inc llc departamento oficina agencia comisión comité consejo junta
    asociación fundación unidad estación biblioteca museo escuela preparatoria secundaria universidad clínica
    iglesia aeropuerto cárcel refugio tienda police fire sheriff's attorney attorney's clerk clerk's assessor
    assessor's treasurer public safety works health human services service social security water sewer transit
    traffic planning zoning recreation housing animal welfare environmental emergency management operations
    community solid waste utility utilities justice supreme federal national municipal metropolitan metro central
    general special internal affairs patrol guard army navy marines policía bomberos seguridad pública salud
    servicios servicio agua tránsito vivienda january february march july september october november december monday
    tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues
    wed thu thurs fri sat sun enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
    diciembre lunes martes miércoles jueves viernes sábado domingo day days night week weekend month year season
    spring fall winter eve christmas easter thanksgiving halloween independence memorial labor veterans juneteenth
    hanukkah ramadan fiesta festival fair parade marathon race concert game games show open house navidad pascua
    semana día feria desfile united states america american mexico mexican texas arizona colorado utah california
    nevada kansas oklahoma florida washington york england canada spanish english navajo pueblo apache diné hispanic
    latino native new old great big little upper lower grand rio santa san los las el fort mount port congress
    senate representatives legislature constitution amendment act bill law code ordinance resolution section chapter
    title article policy rule report plan program project initiative campaign fund budget good happy merry best
    thank thanks dear congratulations welcome attention reminder note update alert warning breaking facebook twitter
    instagram youtube google nextdoor slack mastodon bluesky internet covid monday's black lives matter catholic
    christian jewish muslim baptist republican democratic democrat libertarian party amber silver facts fact faq
    ride early voting election vote polling
    """
)
# Of an age, and anybody.
GENERIC = _words(
    """
    man men woman women male males female females boy boys girl girls person people child children kid kids teen
    teens teenager teenagers juvenile juveniles minor minors adult adults infant baby toddler resident residents
    suspect suspects victim victims driver drivers passenger passengers pedestrian pedestrians cyclist rider
    motorist individual patient witness defendant offender subject one dog cat horse house home building car truck
    tree law case hombre hombres mujer mujeres niño niña niños niñas joven jóvenes menor menores adulto adulta
    adultos persona personas bebé residente residentes sospechoso sospechosa víctima víctimas conductor conductora
    pasajero pasajera peatón
    """
)
