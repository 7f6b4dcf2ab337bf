/**
 * Words that stand at the top of every list of leaked passwords, in English and Spanish, with names and teams; and
 * apart, the trade's own favourites. password-rules.ts takes them out of a password and looks at what is left.
 */
const common = `
password passwort passw0rd contrasena contraseña clave secret secreto admin administrator root user guest login
welcome bienvenido access letmein changeme default master test testing demo sample system server computer internet
windows microsoft google apple facebook instagram twitter youtube amazon samsung android iphone nintendo playstation
qwerty qwertz azerty asdf zxcv qazwsx qwer asdfgh zxcvbn zxcvbnm qweasd qweasdzxc abc abcd abcdef iloveyou loveyou
love lovely lover amor teamo tequiero corazon princess princesa prince queen king reina angel angels baby babygirl
sunshine sunflower flower flowers rainbow moonlight star stars starwars superstar butterfly dragon monkey tigger
tiger lion eagle falcon wolf bear panther jaguar cobra shark dolphin horse kitty kitten cat dog puppy doggy chicken
turtle rabbit bunny buster bailey bandit charlie cookie coffee cheese chocolate banana orange cherry peanut pepper
ginger butter sugar candy pumpkin lemon apple peaches strawberry whatever nothing forever together freedom liberty
america american usa mexico united states california texas newyork boston chicago dallas seattle denver phoenix
washington oregon florida london paris liverpool arsenal chelsea barcelona realmadrid yankees cowboys steelers
packers raiders eagles patriots broncos lakers celtics bulls knicks warriors seahawks mariners sounders dodgers
giants redsox rangers football baseball basketball softball soccer futbol hockey tennis golfer golf fishing hunting
hunter camping running runner biker harley ducati ferrari porsche mustang camaro corvette chevy chevrolet ford dodge
toyota honda mercedes silverado trucker truck racing nascar summer winter spring autumn verano invierno january
february march april june july august september october november december enero febrero marzo abril mayo junio julio
agosto septiembre octubre noviembre diciembre monday tuesday wednesday thursday friday saturday sunday lunes martes
miercoles jueves viernes sabado domingo today tomorrow michael jordan jennifer jessica ashley amanda daniel david
joshua matthew andrew robert richard thomas william james joseph charles anthony christopher jonathan nicholas justin
brandon tyler taylor hannah samantha elizabeth nicole michelle melissa stephanie maria jose juan carlos luis jesus
guadalupe alejandro fernando ricardo roberto eduardo francisco antonio miguel angelica gabriel rafael sofia isabella
valentina camila garcia martinez rodriguez hernandez lopez gonzalez perez sanchez ramirez torres smith johnson
williams brown jones miller davis wilson anderson john mike mark steve chris alex george peter paul kevin brian jason
eric adam scott harry potter gandalf hobbit frodo batman superman spiderman ironman pokemon pikachu naruto matrix
merlin wizard magic ninja samurai warrior knight hero legend phoenix shadow ghost killer hacker trustno trustno1
blessed blessing faith hope grace heaven christ church prayer lord dios gracias bendicion metallica nirvana guitar
music musica dance dancer rockstar rocknroll blink eminem snoopy garfield mickey minnie barbie disney elmo pooh
simpson homer thunder lightning fire water ocean river mountain forest silver golden diamond crystal platinum black
white green yellow purple orange blue red maggie sophie chelsea molly lucky rocky sammy sadie daisy teddy jasper
oliver oscar max zoe lucy bella sasha misty smokey snowball patches boomer ranger rambo maverick viper hammer
beautiful handsome sexy hottie honey sweet sweetie cutie darling dearest family familia mother father mommy daddy
mama papa sister brother hermano hermana friend friends bestfriend amigo amigos birthday cumpleanos christmas navidad
halloween easter newyear happy smile funny crazy loco awesome amazing perfect number please thankyou hello goodbye
goodluck money dinero dollar cash rich million gold power control security secure private public personal office work
worker job boss manager business company employee member members student teacher instructor school college university
trabajo trabajador oficina escuela maestro obrero jefe compania
`;

/** What anybody who guesses at a union hall tries first. */
const trade = `
union sindicato unionhall hall local brotherhood sisterhood fraternity solidarity solidaridad strike huelga picket
picketline labor labour trade trades journeyman journeywoman apprentice apprenticeship foreman steward electrician
electrical electric lineman wireman wire wiring ironworker ironworkers carpenter carpenters plumber pipefitter fitter
steamfitter boilermaker millwright laborer laborers operator teamster teamsters painter roofer mason bricklayer
sheetmetal sprinkler welder welding builder building construction contractor dispatch referral organizer organize
organizing grievance dues ratchet toolbox hardhat brother brothers sister sisters united stronger strong together
ibew ibew46 ibewlocal smart ubc liuna iuoe uaw seiu afscme aflcio afl cio neca jatc opcmia iupat iatse cwa usw
`;

export const commonWords = longestFirst(common);
export const tradeWords = longestFirst(trade);

/** So that "password" is taken before "pass". Words shorter than three letters say nothing. */
function longestFirst(text: string): readonly string[] {
  return [...new Set(text.split(/\s+/))]
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length);
}
