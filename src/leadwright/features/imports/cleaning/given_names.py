"""Common given names, without accents: they tell first names from last ones where no header does."""

from typing import Final

GIVEN: Final = frozenset(
    """aaron abigail adam adele adrian adriana agata agnes agnieszka ahmed aisha alain alan albert
    alberto alejandra alejandro aleksandra alessandra alessandro alessia alex alexander alexandra
    alexandre alexis alfred alfredo alice alicia alicja alina aline alison allison alvaro amalia
    amanda amelia amelie amir amy ana anais andre andrea andreas andres andrew andrzej angela
    angelika angelo anita anja ann anna anne annette annika anthony antje antoine anton antonella
    antonio antonia antoni arjun arkadiusz armin arnaud arne arthur artur ashley astrid aurelie
    barbara bart bartosz bastian beata beate beatrice beatrix beatriz ben benedikt benjamin benoit
    bernard bernd bernhard beth bettina bianca bill birgit bjorn blanca bob bogdan boris bram
    brandon brian brigitte bruno bruna caio camila camille carina carla carlo carlos carmen carol
    carolin carolina caroline catarina catherine cecile cecilia celia celine cesar charles
    charlotte chiara chloe chris christa christian christiane christina christine christof
    christoph christophe christopher claire clara claude claudia claudio clemens clement colin
    connor corinna cristian cristiano cristina cynthia cyril dagmar damian damien dan daniel
    daniela daniele danielle dariusz dave david davide dawid deborah delphine denis denise dennis
    derek diana diane diego dieter dimitri dirk dominic dominik dominika dominique donald dora
    doris dorota dorothea duarte eduardo edward edwin eileen elena eleonora elias elif elisa
    elisabeth elise elizabeth elke ella ellen elodie elsa emanuel emil emilia emilie emily emma
    emmanuel enrico eric erica erik erika ernst esteban esther etienne eva evelyn ewa fabian
    fabien fabio fabrice fabrizio federica federico felix ferdinand fernanda fernando filip filipa
    filipe filippo finn fiona flavia florence florian fons frances francesca francesco francisca
    francisco franck francois francoise frank franz franziska fred frederic frederik freya
    friederike friedrich fritz gabriel gabriela gabriele gabriella gareth gary gaston george georg
    georges geraldine gerald gerard gerd gerhard gert gianluca giacomo gilles giorgio giovanni
    gisela giulia giuseppe gloria goncalo grace graham graziella greg gregor gregory grzegorz
    guido guilherme guillaume gunter gunther gustavo guy hakan hana hannah hannes hans harald
    harry heather hector heidi heike heinrich heinz helen helena helene helga helmut hendrik henk
    henri henrik henry herbert hermann hilde holger horst hubert hugo ian ibrahim ida ignacio igor
    ilona ilse imke ines inga inge ingo ingrid inigo irene iris irma isa isaac isabel isabell
    isabella isabelle isla ivan ivo jack jacek jackie jacob jacqueline jacques jakob jakub james
    jamie jan jana jane janet janina janine janusz jaroslaw jasmin jason javier jean jeanne jeff
    jeffrey jelle jenna jennifer jenny jens jeremy jeroen jerome jerzy jessica jill jim jimena
    joachim joan joana joanna joao jochen joe joel joelle joerg johan johanna johannes john jonas
    jonathan joost jordi jorg jorge jose josef josefine joseph josephine joshua juan judith jules
    julia julian juliana julie julien juliette julio jurgen jurgen justin justyna justine kai
    kamil karen karim karin karina karl karla karol karolina karsten katarina katarzyna kate
    katharina katherine kathleen kathrin kathy katia katja katrin kay keith kelly ken kenneth
    kerstin kevin khalid kim kinga kirsten klaus knut konrad konstantin krystyna krzysztof kristin
    kristina kurt kyle lara lars laszlo laura laure laurence laurent laurie lea leah leandro lena
    lennart leo leon leonardo leonie lewis liam liesbeth lidia lily lina linda linus lisa
    liselotte livia lorena lorenzo lothar louis louise luca lucas lucia luciana luciano lucie lucy
    ludovic ludwig luigi luis luisa luiza lukas lukasz luke luuk lydia maarten maciej madeleine
    mads magali magda magdalena magnus maike maja malgorzata malte mandy manfred manon manuel
    manuela marc marcel marcelo marcin marco marcos marcus marek margaret margarita margit maria
    mariana marianne marie mariana marijke marina mario marion marisa marius mariusz mark marko
    markus marlene marlies marta martha martijn martin martina martine mary massimo mateo mateusz
    matheus mathias mathieu mathilde mats matt matteo matthew matthias maura maurice mauricio
    maurizio mauro max maxime maximilian meike mehmet melanie melissa mercedes mia michael
    michaela michal michel michela michele michelle miguel mika mike mikolaj milan milena mira
    miriam mirko mohamed mohammed moises monica monika monique morgan moritz muhammad murat myriam
    nadia nadine nadja nancy natalia natalie natascha nathalie nathan neil nele nelly niccolo nick
    nicholas nicola nicolas nicole nicoletta niels nikolai nikolaus nils nina noah noel noelia
    noemi nora norbert nuno olaf ole olga oliver olivia olivier omar oscar oskar otto pablo paloma
    pamela paola paolo pascal pat patricia patrick patrik patryk paul paula pauline paulina paulo
    pavel pawel pedro peggy penelope peter petra phil philip philipp philippe pia pier pierre
    pieter pietro pilar piotr przemyslaw rachel radoslaw rafael rafal raffaele rainer ralf ralph
    ramon raphael raquel raul ray raymond rebecca regina reinhard remi renate renata rene reto
    ricardo riccardo richard rita rob robert roberta roberto robin rodrigo roger roland rolf roman
    romain ron ronald rosa rosario rosemarie ross roxane ruben rudi rudolf rui rupert russell ruth
    ryan ryszard sabina sabine sabrina sally salvatore sam samantha samir samuel sandra sanne sara
    sarah sascha scott sean sebastian sebastien selina serena sergio severine shannon sharon silke
    silvia silvio simon simona simone slawomir sofia sofie sonia sonja sophia sophie stanislaw
    stef stefan stefania stefanie stefano steffen stella stephan stephane stephanie stephen steve
    steven stijn sue sun susan susana susanne suzanne sven svenja swen sybille sylvain sylvia
    sylvie sylwia tamara tania tanja tara tatiana ted teresa thea theo theresa therese thierry
    thomas thorsten tiago tilman tim timo timothy tina tobias todd tom tomas tomasz tommaso tony
    torben torsten tracy tristan udo ulrich ulrike ulf ursula ute uwe valentin valentina valeria
    valerie vanessa vasco vera veronica veronika veronique victor victoria vincent vincenzo viola
    virginie vittoria vivian volker wade waldemar walter wanda wendy werner wiebke wieslaw wiktor
    wilhelm will willem william wim winfried wojciech wolfgang xavier yann yannick yasmin yolanda
    yvonne yves zbigniew zofia zoe haruto yuki sakura takashi hiroshi kenji akiko yoko naoko keiko
    kazuo satoshi makoto daisuke priya rahul raj anil sanjay deepak wei li ming jing 太郎 花子 健
    誠 隆 浩 直樹 健太 大輔 翔 翔太 拓也 美咲 陽子 恵子 由美 愛 葵 結衣 さくら 一郎 次郎 明 学""".split()
)

JAPANESE_SURNAMES: Final = frozenset(
    """佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 渡邉 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上
    木村 林 斎藤 斉藤 齋藤 清水 山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川
    藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 中川 原田 松田
    竹内 小野 田村 中山 和田 石田 森田 上田 原 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島
    谷口 工藤 今井 高田 増田 丸山 杉山 村田 大塚 新井 平野 藤本 河野 上野 野口 武田 松井 千葉 菅原
    岩崎 久保 木下 佐野 野村 松尾 菊地 菊池 杉本 市川 古川 大西 島田 水野 桜井 高野 渡部 吉川 山内
    西田 飯田 小松""".split()
)

CHINESE_SURNAMES: Final = frozenset(
    """王 李 张 張 刘 劉 陈 陳 杨 楊 赵 趙 黄 黃 周 吴 吳 徐 孙 孫 胡 朱 高 林 何 郭 马 馬 罗 羅 梁 宋
    郑 鄭 谢 謝 韩 韓 唐 冯 馮 于 董 萧 蕭 肖 程 曹 袁 邓 鄧 许 許 傅 沈 曾 彭 吕 呂 苏 蘇 卢 盧 蒋
    蔣 蔡 贾 賈 丁 魏 薛 叶 葉 阎 閻 余 潘 杜 戴 夏 钟 鍾 汪 田 任 姜 范 方 石 姚 谭 譚 廖 邹 鄒 熊
    金 陆 陸 郝 孔 白 崔 康 毛 邱 秦 江 史 顾 顧 侯 邵 孟 龙 龍 万 萬 段 雷 钱 錢 汤 湯 尹 黎 易 常
    武 乔 喬 贺 賀 赖 賴 龚 龔 文 欧阳 歐陽 上官 司马 司馬 诸葛 諸葛""".split()
)

KOREAN_SURNAMES: Final = frozenset(
    """김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 전 홍 유 고 문 양 손 배 백 허 남 심 노 하
    곽 성 차 주 우 구 민 류 나 진 지 엄 채 원 천 방 공 현 함 변 염 여 추 도 소 석 선 설 마 길 연 위
    표 명 기 반 라 왕 금 옥 육 인 맹 제 모 남궁 황보 제갈 선우 독고""".split()
)
