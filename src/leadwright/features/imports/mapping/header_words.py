"""What columns are called, in nine languages: a meaning, then its words, comma-separated.

Meanings are the fields, ways to read a field (`mobile`, `date`, `clock`), words that need the values
below them (`name`, `contact`, `title`), and `other`: known columns that are none of our fields, so that
values which look alike (a fax number, the colleague's address) are not taken for one.
"""

from typing import Final

WORDS: Final = {
    "first_name": """
        имя,
        first name, firstname, fname, given name, given names, forename, christian name, first,
        name first, vorname, vornamen, rufname, prenom, prenoms, nombre de pila, primer nombre,
        nombres, nome proprio, primeiro nome, nome de batismo, nome proprio, voornaam, roepnaam,
        imie, imiona, 名, 名前(名), 名(漢字)
        """,
    "last_name": """
        фамилия,
        last name, lastname, lname, surname, family name, second name, last, name last, nachname,
        familienname, zuname, nom de famille, apellido, apellidos, primer apellido,
        segundo apellido, apellido paterno, apellido materno, cognome, sobrenome, apelido,
        ultimo nome, nome de familia, achternaam, familienaam, tussenvoegsel, voorvoegsel,
        nazwisko, 姓, 苗字, 名字, 姓(漢字)
        """,
    "full_name": """
        фио, полное имя, контактное лицо,
        full name, fullname, complete name, contact name, person name, attendee name,
        visitor name, lead name, guest name, participant name, delegate, delegate name, your name,
        name of contact, contact person, display name, badge name, name on badge,
        vor und nachname, vorname und nachname, vorname nachname, name vorname nachname,
        ansprechpartner, ansprechperson, kontaktperson, kontaktname, vollstandiger name,
        teilnehmer, besucher, nom complet, nom et prenom, nom prenom, prenom nom, prenom et nom,
        personne de contact, interlocuteur, nom du contact, nombre completo, nombre y apellidos,
        nombre y apellido, persona de contacto, nombre del contacto, nome completo,
        nome e cognome, nome cognome, nominativo, referente, persona di contatto,
        nome e sobrenome, nome e apelido, nome do contato, nome do contacto, pessoa de contato,
        volledige naam, contactpersoon, voor en achternaam, naam contactpersoon, imie i nazwisko,
        osoba kontaktowa, uczestnik, 氏名, お名前, 名前, 御氏名, ご氏名, 担当者名, ご担当者名,
        来場者名, 参加者名, ご担当者様名
        """,
    "last_first": """
        last first, name last first, last comma first, surname first name,
        last name first name, lastname firstname, surname forename, name vorname,
        nachname vorname, nachname und vorname, name und vorname, nom prenom s, cognome nome,
        cognome e nome, nazwisko i imie, nazwisko imie, apellidos y nombre, apellidos nombre,
        apellido y nombre, achternaam voornaam, 姓名
        """,
    "name": "name, nom, nombre, nome, naam, names, namen, noms",
    "contact": """
        attendee, visitor, participant, guest, lead, person, gast, interessent, kunde,
        gesprachspartner, gesprachspartnerin, besucherin, teilnehmerin, visiteur, participant,
        visitante, asistente, participante, bezoeker, deelnemer, visitatore, partecipante,
        gosc, odwiedzajacy, user name, username, contact, kontakt, contacto, contatto,
        contato, contact info, kontaktdaten, 連絡先,
        contact details
        """,
    "title": "title, titel, titre, titulo, titolo, tytul",
    "email": """
        e mail 2 adresse, e mail 3 adresse, adresse de messagerie,
        почта, эл почта, электронная почта, адрес электронной почты,
        email, e mail, mail, email address, e mail address, mail address, email id, emailid,
        email addr, e mail 1, business email, work email, corporate email, company email,
        primary email, contact email, email work, email adresse, e mail adresse, mailadresse,
        emailadresse, mailanschrift, elektronische post, geschaftliche e mail, dienstliche e mail,
        courriel, adresse e mail, adresse mail, adresse email, adresse electronique, mel,
        adresse de courriel, correo, correo electronico, direccion de correo,
        direccion de correo electronico, direccion de email, direccion email, correo e,
        mail aziendale, posta elettronica, indirizzo email, indirizzo e mail, indirizzo mail,
        email aziendale, endereco de email, endereco de e mail, endereco eletronico,
        correio eletronico, correio electronico, e mailadres, emailadres, mailadres,
        zakelijk e mailadres, adres email, adres e mail, adres mailowy,
        adres poczty elektronicznej, poczta elektroniczna, poczta, メール, メールアドレス,
        eメール, eメールアドレス, 電子メール, e mailアドレス, mail id, メアド,
        ご連絡先メールアドレス
        """,
    "phone": """
        ruckrufnummer, ruckruf, durchwahl, callback number, numero de rappel,
        phone, phone number, phone no, telephone, telephone number, tel, tel no, tel number,
        contact number, contact no, contact phone, phone 1, direct dial, ph, telefon,
        telefonnummer, telefonnr, telefon nr, tel nr, rufnummer, fon, ruf, numero de telephone,
        telephone fixe, no de telephone, n de telephone, n telephone, num tel, tel fixe, telefono,
        numero de telefono, telefono fijo, telefono di contatto, n telefono, recapito,
        recapito telefonico, numero di telefono, telefone, numero de telefone, fone,
        telefone fixo, telefoon, telefoonnummer, telefoonnr, numer telefonu, nr telefonu,
        tel kontaktowy, telefon kontaktowy, 電話, 電話番号, tel番号, ご連絡先電話番号, お電話番号,
        連絡先電話番号
        """,
    "office": """
        office, office phone, work phone, business phone, company phone, direct phone,
        direct line, desk phone, phone work, business phone number, telefon geschaftlich,
        telefon dienstlich, durchwahl, telephone professionnel, tel pro, telefono oficina,
        telefono trabajo, telefono ufficio, telefone comercial, telefone do trabalho,
        telefoon werk, telefon sluzbowy, 会社電話番号, 代表電話
        """,
    "mobile": """
        mobile, mobile phone, mobile number, mobile no, cell, cell phone, cellphone, cellular,
        whatsapp, whatsapp number, mob, handy, handynummer, handynr, mobil, mobiltelefon,
        mobilnummer, mobilfunk, mobilnr, natel, portable, tel portable, telephone portable,
        telephone mobile, gsm, movil, celular, telefono movil, numero de movil, cellulare,
        telefono cellulare, numero di cellulare, telemovel, mobiel, mobiele telefoon,
        mobiel nummer, 06 nummer, telefon komorkowy, komorka, komorkowy, 携帯, 携帯電話, 携帯番号,
        携帯電話番号, 携帯tel
        """,
    "home": """
        company hq phone, hq phone, corporate phone, switchboard, main phone, zentrale,
        home, home phone, private phone, phone home, telefon privat, telefon prywatny,
        tel domicile, casa, 自宅電話
        """,
    "company": """
        компания, организация, фирма,
        company, company name, fa, co, comp, rag sociale, rag soc, firma nazwa, unternehmen name,
        firma name, organization name, associated company, amt, organisation, organization,
        organisation name, organization name,
        employer, firm, business, business name, account, account name, company account,
        legal entity, institution, org, org name, affiliation, agency, current company, company organization,
        employer name, firma, firmenname, firmenbezeichnung, unternehmen, unternehmensname,
        betrieb, organisationsname, arbeitgeber, gesellschaft, institution firma, societe,
        nom de la societe, nom de l entreprise, nom societe, nom entreprise, entreprise,
        raison sociale, organisme, etablissement, employeur, empresa, nombre de la empresa,
        nombre empresa, compania, organizacion, razon social, azienda, nome azienda, societa,
        ragione sociale, ditta, impresa, ente, nome da empresa, organizacao, razao social,
        nome empresa, bedrijf, bedrijfsnaam, organisatie, naam bedrijf, onderneming, werkgever,
        nazwa firmy, nazwa, przedsiebiorstwo, organizacja, pracodawca, spolka, 会社, 会社名, 企業,
        企業名, 社名, 貴社名, 御社名, 法人名, 勤務先, 勤務先名, 組織名, 団体名, 所属, 所属会社,
        会社名・団体名, 会社 団体名
        """,
    "job_title": """
        job title, jobtitle, job, job role, job function, job position, position, role, function,
        designation, occupation, profession, position title, current position, headline,
        business title, arbeitstitel, berufsbezeichnung, stelle, stellenbezeichnung, funktion, rolle, beruf,
        tatigkeit, stellung, jobbezeichnung, fonction, qualite, poste, intitule du poste,
        intitule de poste, metier, poste occupe, cargo, puesto, puesto de trabajo, rol, profesion,
        ocupacion, ruolo, qualifica, posizione, mansione, professione, incarico, ruolo aziendale,
        posicao, funcao, profissao, ocupacao, functie, functietitel, functieomschrijving, beroep,
        fkt, rol in bedrijf, stanowisko, funkcja, rola, zawod, stanowisko pracy, 役職, 役職名, 肩書,
        肩書き, 職位, 職種, 職務
        """,
    "country": """
        country, country name, country region, nation, country code, country of residence, land,
        lander, staat, herkunftsland, laendercode, landeskennung, pays, pays de residence,
        code pays, pais, pais de residencia, paese, nazione, stato estero, kraj, panstwo, 国,
        国名, 国・地域, 国 地域, 居住国
        """,
    "product_interest": """
        product interest, product interests, product, products, interest, interests,
        interested in, products of interest, product of interest, interested product,
        interested products, solution, solutions, solution interest, area of interest,
        areas of interest, topic of interest, product code, product s, offer, offering, package,
        plan, sku, interest in, which product are you interested in, what are you interested in,
        which products are you interested in, wants, product line, produkt, produkte,
        produktinteresse, produktinteressen, interesse, interessen, interesse an, interessiert an,
        interessensgebiet, losung, losungen, paket, artikel, produktwunsch, produit, produits,
        interet, interets, produit d interet, produits d interet, interet produit, interesse par,
        centre d interet, centres d interet, offre, solution souhaitee, produit souhaite,
        producto, productos, interes, intereses, producto de interes, productos de interes,
        interesado en, interes en producto, solucion, prodotto, prodotti, interessi,
        prodotto di interesse, prodotti di interesse, prodotto interesse, interessato a,
        interesse prodotto, soluzione, produto, produtos, produto de interesse,
        produtos de interesse, interessado em, interesse em, interesses, solucao, producten,
        productinteresse, belangstelling, geinteresseerd in, interesse in, oplossing, pakket,
        produkty, zainteresowanie, zainteresowania, zainteresowanie produktem,
        zainteresowany produktem, interesujacy produkt, zainteresowany, rozwiazanie, pakiet, 製品,
        商品, 興味, 関心, 興味のある製品, 興味のある商品, 関心製品, ご興味のある製品,
        関心のある製品, 興味製品, 希望製品, 検討製品, 製品名, 商品名, 関心分野, 興味分野
        """,
    "event": """
        event, event name, conference, trade show, tradeshow, trade fair, fair, exhibition, show,
        show name, webinar, campaign event, session, messe, veranstaltung, veranstaltungsname,
        konferenz, messename, kongress, evenement, nom de l evenement, salon, conference nom,
        evento, nombre del evento, feria, congreso, fiera, nome evento, convegno, nome do evento,
        feira, congresso, evenement naam, beurs, beursnaam, congres, wydarzenie, nazwa wydarzenia,
        targi, konferencja, イベント, イベント名, 展示会, 展示会名, セミナー, セミナー名, 催事名
        """,
    "notes": """
        notes, note, rep notes, anything else, how can we help, how can we help you,
        what can we help you with, your message, your request, ihre nachricht, ihre anfrage,
        additional comments, bemerk, bemerkg, anm,
        gesprachsinhalt, comment, comments, remark, remarks, message, description, memo,
        additional information, additional info, details, feedback, conversation notes,
        conversation, follow up notes, comments questions, questions, question, lead notes,
        sales notes, free text, beschreibung, bemerkung, bemerkungen, notiz, notizen, kommentar, kommentare,
        anmerkung, anmerkungen, nachricht, hinweis, hinweise, gesprachsnotiz, gesprachsnotizen,
        freitext, sonstiges, commentaire, commentaires, remarque, remarques, observation,
        observations, message client, notas, nota, comentario, comentarios, observaciones,
        observacion, mensaje, commenti, commento, osservazioni, messaggio, annotazioni,
        note aggiuntive, observacoes, observacao, mensagem, anotacoes, comentarios adicionais,
        opmerking, opmerkingen, notitie, notities, bericht, toelichting, uwagi, uwaga, notatki,
        notatka, komentarz, komentarze, wiadomosc, opis, 備考, メモ, コメント, 備考欄, ご意見,
        お問い合わせ内容, 商談メモ, ヒアリング内容, 特記事項, ご要望
        """,
    "captured_at": """
        optin time, opt in time, confirm time, join time, joined at, first join, check in time, checked in at,
        captured at, captured, met on, met, booth visit date time, visit date time, submit date,
        kontakt am, gesprach am, gesprach vom, gesprachsdatum, fecha visita, data rozmowy, besucht am,
        kontakt vom, date visite, data spotkania, datum gesprek, fecha del contacto, capture
        date, capture time, date captured, timestamp, time stamp,
        scan date, scan time, scanned at, scanned, scanned on, date scanned, scan timestamp,
        scan date time, submitted at, submitted, submission date, submission time, date submitted,
        created at, created, create date, created date, creation date, date created, created time,
        created on, date added, added on, added, registration date, registered at, registered on,
        registration time, date registered, date time, datetime, lead date, entry date,
        collected at, collected on, visit date, visited at, order date, contact date,
        connected on, date of contact, meeting date, received, received at, signup date,
        sign up date, zeitstempel, erfasst am, erfasst, erfassungsdatum, erfassungszeit,
        erfassungszeitpunkt, erstellt am, erstelldatum, angelegt am, aufgenommen am, kontaktdatum,
        besuchsdatum, scandatum, scanzeit, gescannt am, anmeldedatum, registriert am,
        eingangsdatum, eingegangen am, datum und uhrzeit, datum uhrzeit, datum zeit, zeitpunkt,
        messetag, date de capture, date de saisie, date de creation, date d inscription,
        date de contact, date et heure, horodateur, horodatage, date du scan, cree le, saisi le,
        date de visite, fecha de captura, fecha de registro, fecha de creacion, fecha y hora,
        fecha de contacto, fecha de alta, marca temporal, fecha de visita, creado el,
        registrado el, data di acquisizione, data acquisizione, data contatto,
        data di registrazione, data e ora, data di creazione, data registrazione,
        informazioni cronologiche, creato il, data visita, data de captura, data de registro,
        data de registo, data e hora, data do contato, data de criacao, data do contacto,
        carimbo de data hora, criado em, data de cadastro, registrado em, datum van registratie,
        registratiedatum, datum en tijd, tijdstempel, aangemaakt op, gescand op, datum contact,
        invoerdatum, data rejestracji, data utworzenia, data kontaktu, data i godzina,
        data dodania, sygnatura czasowa, utworzono, data wprowadzenia, data skanowania,
        data zgloszenia, 日時, 登録日, 登録日時, 受付日, 受付日時, 来場日, 来場日時, 名刺交換日,
        作成日, 作成日時, 取得日, 取得日時, 記入日, 申込日, 申込日時, タイムスタンプ,
        スキャン日時, 獲得日, 接触日, 訪問日, 読取日時
        """,
    "date": "date, day, datum, tag, fecha, data, dia, giorno, jour, dag, dzien, 日付, 日, 年月日",
    "clock": """
        time, hour, uhrzeit, zeit, heure, hora, ora, orario, tijd, godzina, czas, 時刻, 時間,
        scan clock, time of scan, time of day
        """,
    "source": """
        source, lead source, origin, channel, campaign, campaign name, utm source,
        how did you hear about us, referral source, original source, lead origin, medium,
        acquisition source, contact source, quelle, herkunft, leadquelle, kanal, kampagne,
        provenance, origine, canal, campagne, origine du lead, source du lead, fuente, origen,
        campana, origen del lead, fonte, provenienza, campagna, origine contatto, origem,
        campanha, fonte do lead, bron, herkomst, kanaal, leadbron, zrodlo, pochodzenie, kampania,
        zrodlo leada, 流入元, 流入経路, ソース, 獲得経路, 経路, リードソース, 情報源, きっかけ
        """,
    "owner": """
        owner, owned by, met by, spoke with, spoke to, kontakt durch, gesprach mit uns, erfasser, asesor,
        atendido por, gesproken met, rozmawial a, rozmawial, lead owner, contact owner,
        account owner, record owner, sales rep,
        sales representative, rep, account manager, assigned to, assignee, salesperson,
        responsible, responsible person, scanned by, captured by, collected by, staff,
        booth staff, our contact, handled by, agent, sales contact, sdr, bdr, owner name,
        owner email, lead owner email, contact owner email, account executive, team member,
        exhibitor user, device user, zustandig, zustandiger, betreuer, kundenbetreuer,
        vertriebsmitarbeiter, verantwortlich, verantwortlicher, bearbeiter, erfasst von,
        erfasst durch, aufgenommen von, gescannt von, standpersonal, sachbearbeiter, vertriebler,
        mitarbeiter, vertrieb, besitzer, proprietaire, responsable, commercial, charge de compte,
        assigne a, saisi par, vendeur, charge d affaires, propietario, comercial, vendedor,
        asignado a, ejecutivo, capturado por, responsabile, commerciale, venditore, assegnato a,
        acquisito da, referente commerciale, proprietario, responsavel, vendedor responsavel,
        atribuido a, consultor, eigenaar, verantwoordelijke, accountmanager, verkoper,
        toegewezen aan, behandeld door, opiekun, wlasciciel, handlowiec, odpowiedzialny,
        opiekun klienta, osoba odpowiedzialna, przypisany do, 担当, 担当者, 営業担当, 営業担当者,
        弊社担当, 弊社担当者, 当社担当, 対応者, 自社担当, 所有者
        """,
    "tags": """
        tags, tag list, label, labels, keyword, keywords, lead tags, contact tags, stichworte,
        stichwort, schlagworte, schlagworter, kennzeichen, etiquette, etiquettes, mots cles,
        mot cle, etiqueta, etiquetas, palabras clave, etichetta, etichette, parole chiave,
        palavras chave, marcadores, trefwoorden, labels tags, tagi, etykiety, etykieta,
        slowa kluczowe, タグ, ラベル, キーワード
        """,
    "salutation": """
        salutation, prefix, honorific, courtesy title, name prefix, anrede, civilite, tratamiento,
        trato, appellativo, tratamento, aanhef, zwrot grzecznosciowy, forma grzecznosciowa, 敬称
        """,
    "other": """
        leave time, last leave, last changed, last change, e mail angezeigter name, angezeigter name,
        legend, legende, leyenda, leggenda, legenda, product codes, produktcodes,
        letzter kontakt, dernier contact, ultimo contacto, ultimo contatto, laatste contact,
        ostatni kontakt, form name, ad name, adset name, form id, ad id, adset id, creative
        id, platform, fax, fax number, telefax, faxnummer, fax nr, telecopie, numero de fax,
        ファックス,
        fax番号, ファクス, gender, sex, geschlecht, sexe, genero, sesso, sexo, geslacht, plec,
        性別, age, alter, edad, eta, idade, leeftijd, wiek, 年齢, 年代, birthday, birth date,
        date of birth, dob, geburtsdatum, geburtstag, date de naissance, fecha de nacimiento,
        data di nascita, data de nascimento, geboortedatum, data urodzenia, 生年月日, id, lead id,
        contact id, record id, customer id, user id, badge id, badge number, badge no, badge,
        barcode, number, no, nr, lfd nr, lfdnr, pos, row, row number, index, reference, ref, uuid,
        guid, external id, order id, order no, ticket number, ticket type, ticket class,
        attendee no, attendee number, kundennummer, kd nr, nummer, numero, numer, lp, l p, ord,
        ausweisnummer, ticketnummer, 番号, 連番, 通番, 整理番号, バーコード, 来場者id, 顧客番号,
        会員番号, №, n, ean, vat, vat id, vat number, tax id, ust id, steuernummer, siret, siren,
        cif, nif, p iva, partita iva, codice fiscale, cnpj, nip, regon, kvk, btw nummer, 法人番号,
        address, address 1, address 2, address line 1, address line 2, street, street address,
        mailing address, postal address, strasse, str, strasse nr, strasse hausnummer, hausnummer,
        anschrift, adresse, adresszusatz, plz ort, rue, direccion, calle, indirizzo, via,
        endereco, rua, morada, adres, straat, ulica, adres pocztowy, 住所, 所在地, 都道府県,
        市区町村, ご住所, 番地, 建物名, zip, zip code, zipcode, postcode, post code, postal code,
        plz, postleitzahl, code postal, codigo postal, cap, codigo postal cp, cep, kod pocztowy,
        郵便番号, 〒, cp, city, town, place, location, ort, stadt, wohnort, ville, ciudad,
        poblacion, localidad, citta, cidade, localidade, stad, plaats, woonplaats, miasto,
        miejscowosc, 市, 町, city state, city country, state, province, region, county,
        bundesland, kanton, departement, provincia, comunidad, regione, estado, distrito,
        provincie, wojewodztwo, 県, 地域, state province, state region, territory, gebiet,
        continent, website, web site, web, url, homepage, home page, internet, webseite,
        internetseite, site web, site, sitio web, pagina web, sito, sito web, strona www,
        strona internetowa, www, ウェブサイト, ホームページ, domain, company domain,
        company website, company domain name, webadresse, website url, email domain, linkedin,
        linkedin url, linkedin profile, profile url, public profile url, xing, twitter, x handle,
        facebook, instagram, skype, person linkedin url, company linkedin url, newsletter, opt in,
        optin, email opt in, e mail opt in, email opt out, email opted out, opt out, consent,
        gdpr, gdpr consent, marketing consent, email consent, marketing opt in, privacy,
        privacy consent, terms, permission, email permission, email status, email confidence, email sent,
        email sent at, email verified, email bounced, email valid, email type, email preferences,
        unsubscribed, einwilligung, dsgvo, datenschutz, e mail erlaubt, newsletter ja nein, rgpd,
        consentement, consentimiento, consenso, consentimento, toestemming, zgoda, zgody,
        zgoda marketingowa, zgoda rodo, rodo, 同意, メルマガ, メール配信, メール配信可否,
        個人情報同意, do not call, phone opt in, phone type, phone extension, ext, extension,
        nebenstelle, 内線, industry, sector, branche, branchen, secteur, secteur d activite,
        industria, settore, setor, sector industrial, branza, 業種, 業界, business type,
        nature of business, company size, size, employees, number of employees, no of employees,
        employee count, headcount, firmengrosse, unternehmensgrosse, mitarbeiterzahl,
        anzahl mitarbeiter, effectif, taille de l entreprise, tamano de la empresa,
        numero de empleados, numero dipendenti, dipendenti, numero de funcionarios,
        aantal medewerkers, bedrijfsgrootte, liczba pracownikow, wielkosc firmy, 従業員数, 社員数,
        企業規模, annual revenue, revenue, umsatz, turnover, budget, funding, department, dept,
        division, abteilung, bereich, service, departement service, departamento, reparto,
        dipartimento, afdeling, dzial, 部署, 部署名, 部門, 所属部署, ご所属, 部課名, 事業部,
        status, lead status, contact status, stage, lifecycle stage, deal stage, priority,
        prioritat, rating, lead rating, score, lead score, qualification, hot, temperature,
        kategorie, category, type, lead type, contact type, typ, segment, klasse, bewertung,
        statut, stato, estado del lead, ステータス, ランク, 評価, 区分, 温度感, 見込み度, 確度,
        attendance, attended, checked in, check in, present, anwesend, registration status,
        registration type, attendee status, attendee type, order total, quantity, qty, menge,
        anzahl, price, preis, amount, betrag, total, total paid, fees paid, currency, wahrung,
        payment, paid, invoice, language, sprache, preferred language, langue, idioma, lingua,
        taal, jezyk, 言語, time zone, timezone, last modified, last modified date, modified,
        modified at, modified on, updated, updated at, last updated, last activity,
        last activity date, last contacted, last contact, next activity, next step, next steps,
        follow up, follow up date, follow up by, followup, due date, close date,
        expected close date, geandert am, letzte anderung, wiedervorlage, nachster schritt,
        modifie le, date de modification, ultima modificacion, ultima modifica, laatst gewijzigd,
        data modyfikacji, ostatnia modyfikacja, 更新日, 更新日時, 最終更新日, 最終活動日,
        last seen, last login, manager, manager name, manager email, supervisor, vorgesetzter,
        assistant, assistant name, assistant phone, assistent, assistenz, referrer, referred by,
        referrer email, referral email, buyer name, buyer email, purchaser name, purchaser email,
        created by, modified by, ip, ip address, device, device id, browser, user agent, password,
        photo, picture, image, bild, parent company, mother company, parent account,
        company phone number fax, spouse, middle name, middle initial, mi, zweiter vorname,
        suffix, nickname, spitzname, maiden name, geburtsname, フリガナ, ふりがな, カナ, 氏名カナ,
        氏名 カナ, 氏名フリガナ, セイ, メイ, 姓カナ, 名カナ, 姓 カナ, 名 カナ, よみがな,
        会社名カナ, 会社名フリガナ, phonetic name, seniority, level, function level,
        responsibility, hierarchy, years of experience, hall, booth, stand, halle, standnummer,
        booth number, pavilion, stand nr, event id, session id, campaign id, event date,
        event location, event city, veranstaltungsort, start date, end date, weather
        """,
}

# Words around the name of a field that change nothing: whose it is, or that it must be filled in.
QUALIFIERS: Final = frozenset(
    """lead leads contact attendee visitor customer client person personal primary main your the
    participant delegate guest invitee prospect registrant respondent buyer user kontakt teilnehmer
    besucher kunde kunden interessent person persons ansprechpartner gast required optional
    mandatory pflichtfeld obligatoire obligatorio obbligatorio verplicht wymagane please enter
    bitte angeben work business beruflich geschaftlich professionnel professionnelle profesional
    aziendale corporativo zakelijk zakelijke sluzbowy sluzbowe of the de la le el del du des di do
    da van der die das ihr ihre votre su tu suo sua uw twoj your s klant klienta klient uczestnika
    visiteur participant visitante contacto cliente 必須 任意 ご担当者 来場者 参加者 お客様
    primary 1 info data badge""".split()
)
