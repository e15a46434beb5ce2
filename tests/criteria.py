"""What must hold before anybody's child is entrusted to Knutpunkt: every criterion, in a sentence of ours."""

CRITERIA = {
    "T01": "Listorna visar exakt det som reglerna tillåter: 0 skillnader och 0 dubbletter på minst 200 000"
    " slumpade beslut per slags uppgift och handling, på SQLite och PostgreSQL, med nytt frö varje "
    "gång.",
    "T02": "Minst 40 insådda fel i reglerna hittas alla, och minst 95 % av mutationerna av reglerna.",
    "T03": "Varje adress, metod och roll är klassad. Det som ingen har klassat är stängt, och den som inte"
    " har loggat in får aldrig något innehåll.",
    "T04": "Ett id som en roll har sett öppnar ingenting för en annan. Svaret på det förbjudna är byte för"
    " byte samma som på det som inte finns, utom datum och engångsnyckel.",
    "T05": "Ett eget spårord i varje känsligt fält syns överallt där reglerna tillåter och ingen "
    "annanstans: sidor, sökning, filer, PDF, brev, fel och loggar.",
    "T06": "Ett återkallat samtycke och ett avslutat uppdrag gäller vid nästa anrop i varje kanal, också "
    "för köade filer, öppna sidor och sparade listor: 0 sena utlämnanden.",
    "T07": "Skyddade personuppgifter, i tre nivåer och för barn, vårdnadshavare, syskon och personal, syns"
    " bara för dem som får hantera dem. En inläsning som sätter skyddet gäller direkt.",
    "T08": "Ingen läsning eller skrivning går över kommungränsen. Utan kommun: 0 rader och ett larm. "
    "PostgreSQL håller gränsen med egna radregler.",
    "T09": "Att något finns är hemligt: sökning, fel, antal, förslag, aviseringar, nummer och svarstid "
    "säger ingenting (p > 0,01 vid minst 500 försök).",
    "T10": "En vårdnadshavare ser bara sitt barn och bara det som delas. Ändrad vårdnad, 15 och 18 år, den"
    " unges egna ord och den andra vårdnadshavarens uppgifter följer reglerna.",
    "T11": "Varje svar med uppgifter om ett barn lämnar exakt en händelse. Kan händelsen inte skrivas "
    "visas ingenting.",
    "T12": "Varje ändring, borttagning, inskjutning, omkastning, avkortning och omräkning av loggen hittas"
    " av kontrollen utanför systemet: 1 000 av 1 000 försök, minst 100 000 händelser i sekunden.",
    "T13": "Ingen väg ger en medarbetare en session med en enda faktor. Provinloggningen finns inte i drift.",
    "T14": "Ingen injektion: farliga anrop är förbjudna i koden, varje fält tål elaka texter före och "
    "efter inloggning, och insådda skript körs aldrig i webbläsaren.",
    "T15": "Minst 200 hårda avbrott under last: inget bekräftat går förlorat, inget är halvt, loggen är "
    "hel och sidan svarar igen inom 10 sekunder.",
    "T16": "En säkerhetskopia läses tillbaka på en tom maskin med samma rader, bilagor och nycklar, med "
    "ett beskrivet kommando.",
    "T17": "Bilagor lämnas bara genom dörren, som nedladdning utan körbart innehåll. Typen avgörs av "
    "innehållet, dolda uppgifter tas bort, och det som är smittat eller inte kan granskas hålls "
    "kvar.",
    "T18": "Nödöppning kräver skäl, gäller högst 24 timmar, granskas först och meddelas. Skyddade "
    "personuppgifter kräver en person till.",
    "T19": "Den som läser ovanligt många barn på kort tid bromsas och larmas inom 5 minuter, och efteråt "
    "finns den exakta listan på vad som lästes.",
    "T20": "Ingen ändring försvinner tyst när flera skriver samtidigt, på minst 10 000 slumpade förlopp. "
    "Den som kommer sist har sin text kvar.",
    "T24": "Ingen kan räkna fram ett litet tal ur statistiken: 0 dolda celler återskapade i minst 1 000 "
    "slumpade tabeller.",
    "T27": "Känslig text ligger aldrig läsbar på disken, i en kopia eller i tillfälliga filer. Fel nyckel "
    "och flyttad eller ändrad text ger fel, aldrig kryptotext eller någon annans text.",
    "T28": "Nyckeln byts medan systemet används: 1 000 000 värden på högst 30 minuter, också efter "
    "avbrott, och den gamla kan sedan tas bort.",
    "T29": "Nyckeln till sökningen på personnummer finns inte i databasen, kopian eller koden. Den som har"
    " kopian får fram 0 nummer.",
    "T30": "Varje svar, också fel och filer, har de skyddande huvudena: strikt innehållspolicy utan "
    "undantag, säkra kakor, inget sparas, minst ett års HSTS. Ramverkets driftkontroll är tyst.",
    "T31": "Webbläsaren anropar aldrig någon annan webbplats.",
    "T32": "Inga personnummer och inga känsliga ord i adresser, loggar, hänvisningar eller i webbläsarens "
    "minne efter utloggning.",
    "T33": "Besöket tar slut efter 30 minuters stillhet, efter 12 timmar, vid utloggning och genast när "
    "kontot stängs. Det är bundet till valt uppdrag, och känsliga steg kräver en färsk andra "
    "faktor.",
    "T34": "Gissningar vid inloggning och uppslag på personnummer begränsas och larmas, utan att någon "
    "annan blir utestängd.",
    "T35": "Fält som inte hör till formuläret ändrar ingenting, hur de än skickas.",
    "T36": "Att läsa skriver aldrig: en hel genomgång ändrar bara logg och session. Ingen handling går "
    "igenom utan sin nyckel.",
    "T37": "Loggen granskas i ett återkommande urval som dokumenteras. Nyfikna läsningar hittas till minst"
    " 90 % med högst 5 % falska.",
    "T38": "Personens eget utdrag ur loggen är helt utom det som måste döljas, på begriplig svenska, och "
    "det dolda märks varken i antal eller tid.",
    "T39": "Registerutdraget innehåller allt om barnet och inget om någon annan.",
    "T40": "Varje uppgift är borta den dag den ska vara det, i databas, bilagor och kopior, medan "
    "statistiken står kvar och det som måste bevaras bevaras.",
    "T43": "Sidan är lika snabb för den vanliga användaren (högst 1,5 gånger), och antalet frågor till "
    "databasen är detsamma för 1, 10 och 100 enheter, ärenden och samtycken.",
    "T44": "Ingen av de 30 vanligaste frågorna läser en hel tabell.",
    "T46": "Loggen kostar högst 10 % och krypteringen högst 5 % av svarstiden.",
    "T48": "Filer till kalkylprogram kan inte innehålla formler, och läses tillbaka oförändrade.",
    "T49": "Ett utlämnande har barnets egen syn eller skälet till att den saknas. Samtycke frågas aldrig "
    "när en annan grund ändå ska användas.",
    "T50": "Ett samtycke säger vem, till vem, vad, varför och hur länge: högst 12 månader, aldrig bakåt, "
    "återkallat av var och en som gav det, med orörlig historik.",
    "T51": "Ett utlämnande gäller uppräknade uppgifter till en namngiven mottagare, med skäl och slutdag.",
    "T52": "Mottagaren väljs bland dem som deltar, visas före, kan ångras i minst 30 sekunder, och "
    "slumpade felklick når ingen utanför ärendet.",
    "T53": "En PDF innehåller inget som inte får synas: varken i text, egenskaper, bokmärken, bilagor "
    "eller filnamn.",
    "T55": "Den som sköter driften ser inget innehåll. Stöd ges på tid, med godkännande, och loggas.",
    "T56": "”Visa som” visar bara det båda får se, är märkt och loggas på båda.",
    "T62": "Ingen sida sparas för någon annan: delade minnen är förbjudna, omskrivna adresser ger "
    "ingenting, och två som turas om 1 000 gånger får aldrig varandras sida.",
    "T63": "Varje rad prövas en gång till just innan den visas: 0 avvikelser, och ett insått felaktigt "
    "filter stoppas och larmas.",
    "T64": "Tabellen över vem som får vad är gjord ur koden, och en ändrad ruta fäller provet tills någon "
    "har läst den.",
}
