"""The names of the months in nine languages, without accents; three letters where those are clear."""

from typing import Final

_NAMES: Final = {
    1: "jan january januar janner jaenner janvier janv enero ene gennaio gen janeiro januari"
    " stycznia styczen sty",
    2: "feb february februar feber fevrier fev fevr febrero febbraio fevereiro februari lutego luty lut",
    3: "mar march marz maerz mrz mars marzo marco maart mrt marca marzec",
    4: "apr april avril avr abril abr aprile kwietnia kwiecien kwi",
    5: "may mai mayo maggio mag maio mei maja maj",
    6: "jun june juni juin junio giugno giu junho czerwca czerwiec cze",
    7: "jul july juli juillet juil julio luglio lug julho lipca lipiec lip",
    8: "aug august aout aou agosto ago augustus sierpnia sierpien sie",
    9: "sep sept september septembre septiembre settembre set setembro wrzesnia wrzesien wrz",
    10: "oct okt october oktober octobre octubre ottobre ott outubro out pazdziernika pazdziernik paz",
    11: "nov november novembre noviembre novembro listopada listopad lis",
    12: "dec dez december dezember decembre diciembre dic dicembre dezembro grudnia grudzien gru",
}

MONTHS: Final = {name: number for number, names in _NAMES.items() for name in names.split()}
