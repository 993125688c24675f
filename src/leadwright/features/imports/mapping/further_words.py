"""What columns are called in further languages, from Swedish to Korean, and in SAP's tables.

Swedish, Danish, Norwegian, Finnish, Estonian, Latvian, Lithuanian, Czech, Slovak, Slovene, Croatian,
Serbian, Hungarian, Romanian, Turkish, Greek, Russian, Ukrainian, Bulgarian, Arabic, Persian, Hebrew,
Indonesian, Vietnamese, Thai, Chinese and Korean.
Meanings as in `header_words`, which comes first. These are taken as they stand only: words with a slip
of a letter, or cut off, are guessed in the nine languages of the product.
"""

from typing import Final

FURTHER_WORDS: Final = {
    "first_name": """
        vardas, vārds, نام, ชื่อ, förnamn, tilltalsnamn, fornavn, etunimi, křestní jméno, krstné meno,
        keresztnév, utónév, prenume, adı, ismi, имя, 이름(명), 名（first name）, eesnimi, ime, ім'я, імя,
        الاسم الأول, שם פרטי, nama depan
        """,
    "last_name": """
        pavardė, uzvārds, priimek, презиме, نام خانوادگی, นามสกุล, efternamn, efternavn, etternavn,
        sukunimi, příjmení, priezvisko, vezetéknév, családnév, nume de familie, soyad, soyadı, soyisim,
        επώνυμο, επίθετο, 姓氏, perekonnanimi, prezime, прізвище, اسم العائلة, اللقب, שם משפחה,
        nama belakang
        """,
    "full_name": """
        vardas pavardė, vardas ir pavardė, kontaktinis asmuo, vārds uzvārds, vārds un uzvārds,
        kontaktpersona, ime in priimek, kontaktna oseba, име и презиме, نام و نام خانوادگی, ชื่อ นามสกุล,
        ชื่อ-นามสกุล, ผู้ติดต่อ, för och efternamn, fornamn och efternamn, namn och efternamn,
        fullständigt namn, kontaktpersonens namn, for og efternavn, for og etternavn, fulde navn,
        fuldt navn, fullt navn, koko nimi, etu ja sukunimi, yhteyshenkilö, jméno a příjmení, celé jméno,
        meno a priezvisko, celé meno, kontaktní osoba, kontaktná osoba, kontakt személy, kapcsolattartó,
        nume complet, persoană de contact, ad soyad, adı soyadı, ad ve soyad, isim soyisim,
        adınız soyadınız, yetkili, yetkili kişi, ilgili kişi, katılımcı, ziyaretçi, ees ja perekonnanimi,
        kontaktisik, ime i prezime, kontakt osoba, повне ім'я, контактна особа, піб, الاسم الكامل,
        اسم جهة الاتصال, שם מלא, איש קשר, nama lengkap, nama kontak, họ và tên, họ tên, người liên hệ,
        υπεύθυνος επικοινωνίας, ονοματεπώνυμο, имя и фамилия, имя фамилия, име и фамилия, 联系人,
        联系人姓名, 聯絡人, 이름, 성명
        """,
    "last_first": """
        příjmení a jméno, priezvisko a meno, teljes név, név, nume și prenume, nume prenume,
        sukunimi ja etunimi, фамилия имя, фамилия и имя
        """,
    "name": "namn, navn, nimi, jméno, meno, nume, ad, isim, όνομα, име, الاسم, שם, nama, tên",
    "contact": """
        besökare, besøgende, besøkende, deltagare, deltager, deltaker, kävijä, návštěvník, návštevník
        """,
    "title": "tittel, titul, titteli",
    "email": """
        el paštas, el pašto adresas, e pasts, e pasta adrese, e naslov, elektronski naslov, имејл, ایمیل,
        پست الکترونیک, อีเมล, อีเมล์, e post, epost, e postadress, epostadress, e postadresse,
        epostadresse, mejl, mejladress, mailadress, sähköposti, sähköpostiosoite, s posti,
        e mailová adresa, emailová adresa, e mail cím, email cím, adresă de email, adresă de e mail,
        adresă email, e posta, eposta, e posta adresi, eposta adresi, mail adresi, имейл,
        электронный адрес, адрес эл почты, e pošta, mejl adresa, e posti aadress, ел пошта,
        електронна пошта, البريد الإلكتروني, البريد الالكتروني, الإيميل, דואל, דוא"ל, אימייל,
        כתובת אימייל, surel, alamat email, địa chỉ email, thư điện tử, ηλεκτρονικό ταχυδρομείο, smtp addr,
        邮箱, 电子邮箱, 电子邮件, 邮箱地址, 邮件, 電子郵件, 電郵, 信箱, 이메일, 이메일 주소, 메일
        """,
    "phone": """
        telefono numeris, tālrunis, tālruņa numurs, telefonska številka, број телефона, تلفن, شماره تلفن,
        โทรศัพท์, เบอร์โทรศัพท์, เบอร์โทร, broj telefona, telefoninumber, номер телефону, الهاتف,
        رقم الهاتف, טלפון, מספר טלפון, telepon, no telepon, nomor telepon, điện thoại, số điện thoại,
        telf1, tlf, tlf nr, tlfnr, telefonnr, telefonní číslo, telefónne číslo, tel číslo, puhelin,
        puhelinnumero, puh, puh nro, telefonszám, număr de telefon, nr de telefon, nr telefon,
        telefon numarası, telefon no, τηλέφωνο, телефон, номер телефона, контактный телефон, 电话,
        联系电话, 电话号码, 座机, 電話號碼, 聯絡電話, 전화, 전화번호, 연락처
        """,
    "mobile": """
        mobilus telefonas, mobilais tālrunis, mobilni telefon, мобилни телефон, تلفن همراه, موبایل,
        มือถือ, mobiltelefonnummer, mobilnr, mobilnummer, matkapuhelin, mobilní telefon, mobilný telefon,
        mobilní číslo, mobilszám, mobiltelefonszám, telefon mobil, cep, cep telefonu, cep tel, gsm no,
        cep no, κινητό, мобильный, мобильный телефон, мобилен телефон, mobitel, mobiiltelefon, мобільний,
        мобільний телефон, الجوال, رقم الجوال, الموبايل, נייד, טלפון נייד, no hp, nomor hp, hp, no wa,
        di động, số di động, telf2, 手机, 手机号, 手机号码, 移动电话, 手機, 手機號碼, 휴대폰, 휴대전화,
        핸드폰, 휴대폰 번호
        """,
    "company": """
        įmonė, įmonės pavadinimas, bendrovė, uzņēmums, uzņēmuma nosaukums, podjetje, naziv podjetja,
        предузеће, شرکت, نام شرکت, سازمان, บริษัท, ชื่อบริษัท, องค์กร, företag, företagsnamn, bolag,
        bolagsnamn, arbetsgivare, virksomhed, virksomhedsnavn, bedrift, bedriftsnavn, selskap, selskab,
        firmanavn, arbeidsgiver, arbejdsgiver, yritys, yrityksen nimi, organisaatio, työnantaja,
        společnost, název společnosti, název firmy, organizace, zaměstnavatel, spoločnosť,
        názov spoločnosti, názov firmy, organizácia, cég, cégnév, cég neve, vállalat, munkahely, companie,
        denumire firmă, nume firmă, nume companie, organizație, firma adı, firma ünvanı, şirket,
        şirket adı, kurum, kuruluş, ticari ünvan, ettevõte, firma nimi, tvrtka, poduzeće, naziv tvrtke,
        компанія, підприємство, الشركة, اسم الشركة, المؤسسة, חברה, שם החברה, perusahaan, nama perusahaan,
        instansi, công ty, tên công ty, đơn vị, name1, εταιρεία, εταιρία, επωνυμία, επιχείρηση,
        название компании, фирма име, 公司, 公司名称, 公司名, 单位, 单位名称, 企业, 企业名称, 公司名稱,
        회사, 회사명, 소속, 업체명
        """,
    "job_title": """
        pareigos, amats, delovno mesto, funkcija, радно место, سمت, عنوان شغلی, ตำแหน่ง, befattning,
        yrkestitel, tjänst, tjänstetitel, stilling, stillingsbetegnelse, stillingstittel, jobtitel,
        jobbtittel, tehtävä, tehtävänimike, asema, rooli, pozice, pracovní pozice, funkce,
        pracovní zařazení, pozícia, pracovná pozícia, funkcia, beosztás, pozíció, munkakör, funcție,
        funcția, post ocupat, ünvan, ünvanı, unvan, unvanı, görev, ametikoht, amet, radno mjesto,
        pozicija, посада, المسمى الوظيفي, الوظيفة, المنصب, תפקיד, jabatan, posisi, chức vụ, chức danh,
        vị trí, görevi, pozisyon, pozisyonu, θέση, ιδιότητα, должность, длъжност, позиция, 职位, 职务,
        职称, 職稱, 직함, 직급, 직책, 직위
        """,
    "country": """
        šalis, valsts, држава, کشور, ประเทศ, riik, država, zemlja, країна, الدولة, البلد, ארץ, מדינה,
        negara, quốc gia, nước, land1, maa, země, stát, krajina, štát, ország, țara, țară, ülke, ülkesi,
        χώρα, страна, държава, 国家, 国家/地区, 國家, 국가, 나라
        """,
    "product_interest": """
        produktas, produkts, izdelek, производ, محصول, สินค้า, สินค้าที่สนใจ, intresse, intresserad av,
        intresserad av produkt, produktintresse, intresseområde, interesseret i, interessert i,
        interesseområde, tuote, tuotteet, kiinnostus, kiinnostunut, kiinnostunut tuotteesta,
        kiinnostuksen kohde, zájem, zájem o, zájem o produkt, produkt zájmu, záujem, záujem o,
        záujem o produkt, výrobek, výrobok, érdeklődés, érdeklődési terület, érdekli, termék, termékek,
        produs, produse, produs de interes, produse de interes, interes pentru, ürün, ürünler,
        ilgilendiği ürün, ilgilendiğiniz ürün, ilgilenilen ürün, ilgi alanı, προϊόν, ενδιαφέρον, продукт,
        продукты, toode, huvi, proizvod, interes za proizvod, продукт інтересу, المنتج, المنتجات,
        الاهتمام, מוצר, produk, minat produk, sản phẩm, sản phẩm quan tâm, интерес, интересующий продукт,
        产品, 感兴趣的产品, 感兴趣产品, 意向产品, 产品意向, 產品, 感興趣的產品, 제품, 관심제품, 관심 제품,
        관심 상품
        """,
    "event": """
        mässa, evenemang, messenavn, arrangement, tapahtuma, messut, veletrh, akce, událost, veľtrh,
        podujatie, esemény, kiállítás, eveniment, târg, etkinlik, fuar, fuar adı, έκθεση, мероприятие,
        выставка, изложение, 展会, 活动, 展會, 행사, 전시회
        """,
    "notes": """
        pastabos, pastaba, komentaras, piezīmes, opombe, напомена, توضیحات, یادداشت, หมายเหตุ,
        not, notlar,
        kommentarer, anteckning, anteckningar, noteringar, meddelande, övrigt, bemærkning, bemærkninger,
        bemerkning, bemerkninger, merknad, merknader, notat, notater, noter, beskjed, besked, huomautus,
        huomautukset, huomio, kommentti, kommentit, muistiinpanot, viesti, lisätiedot, märkused, märkus,
        napomena, napomene, bilješke, komentari, примітки, примітка, коментар, ملاحظات, ملاحظة, הערות,
        הערה, keterangan, catatan, ghi chú, poznámka, poznámky, komentář, zpráva, komentár, správa,
        megjegyzés, megjegyzések, üzenet, observații, comentarii, mesaj, mențiuni, açıklama, açıklamalar,
        notlar, yorum, mesajınız, σχόλια, παρατηρήσεις, комментарий, комментарии, примечание, примечания,
        заметки, бележки, 备注, 留言, 说明, 備註, 비고, 메모, 문의 내용, 문의사항
        """,
    "captured_at": """
        tidstämpel, registreringsdatum, skapad, besöksdatum, tidsstempel, oprettet, opprettet,
        registreret, registrert, besøgsdato, besøksdato, aikaleima, datum návštěvy, datum kontaktu,
        datum registrace, časová značka, vytvořeno, datum vytvoření, dátum návštevy, časová pečiatka,
        időbélyeg, rögzítés dátuma, látogatás dátuma, regisztráció dátuma, marcaj de timp,
        data înregistrării, data vizitei, zaman damgası, kayıt tarihi, görüşme tarihi, ziyaret tarihi,
        oluşturma tarihi, дата регистрации, дата контакта, отметка времени, 登记时间, 提交时间, 创建时间,
        参观日期, 登记日期, 등록일, 등록일시, 타임스탬프, 제출일, 방문일
        """,
    "date": """
        data, datums, датум, تاریخ, วันที่, dato, päivämäärä, pvm, kuupäev, dátum, tarih, дата,
        ημερομηνία, التاريخ, תאריך, tanggal, ngày, 日期, 날짜
        """,
    "clock": "tid, klokkeslett, klokkeslæt, kellonaika, hodina, időpont, saat, время, 시간",
    "source": "källa, kilde, lähde, zdroj, forrás, sursă, sursa, kaynak, источник, 来源, 渠道, 출처",
    "owner": """
        ansvarig, säljare, ägare, ansvarlig, selger, sælger, vastuuhenkilö, myyjä, odpovědná osoba,
        obchodník, vlastník, zodpovedná osoba, felelős, értékesítő, temsilci, satış temsilcisi,
        ответственный, 负责人, 销售, 担当销售, 담당자
        """,
    "tags": "taggar, etiketter, tagger, štítky, címkék, etichete, etiketler, теги, 标签, 태그",
    "other": """
        eil nr, nr p k, zap št, р бр, редни број, ردیف, ลำดับ, ลำดับที่, miestas, adresas, pilsēta,
        adrese, mesto, naslov, شهر, آدرس, เมือง, ที่อยู่, postnummer, postnr, postort, ort, gatuadress,
        bransch, avdelning, webbplats, hemsida, organisationsnummer, org nr, orgnr, personnummer, kön,
        födelsedatum, by, afdeling, branche, bransje, nettside, hjemmeside, cvr, cvr nr, katuosoite,
        postinumero, osoite, kaupunki, paikkakunta, toimiala, osasto, y tunnus, ulice, město, psč, adresa,
        ič, ičo, dič, webové stránky, webová stránka, obor, oddělení, pohlaví, pořadí, poř č, ulica,
        odbor, oddelenie, cím, utca, város, irányítószám, adószám, weboldal, sorszám, osztály, iparág,
        oraș, județ, adresă, cod poștal, cui, nr crt, departament, şehir, il, ilçe, adres, posta kodu,
        sektör, departman, bölüm, vergi no, sıra, sıra no, web sitesi, cinsiyet, faks, διεύθυνση, πόλη,
        город, адрес, индекс, отдел, сайт, град, 部门, 城市, 地址, 性别, 序号, 网站, 行业, 编号, rbr,
        r br, redni broj, redni br, jrk, jrk nr, α α, αύξων αριθμός, п п, номер, الرقم, م, מספר, stt,
        kunnr, pstlz, ort01, stras, ktokd, name2, linn, aadress, grad, المدينة, العنوان, עיר, כתובת, kota,
        alamat, thành phố, địa chỉ, місто, адреса, 傳真, 传真, 부서, 주소, 번호, 성별, 팩스, 우편번호,
        업종
        """,
}
