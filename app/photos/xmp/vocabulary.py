"""The names that XMP has for flags, stars and labels, in the programs that photographers use.

Source of the namespaces: XMP specification part 1 and 2 (ISO 16684), and the files of the programs themselves.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
X = "adobe:ns:meta/"
XML = "http://www.w3.org/XML/1998/namespace"
XMP = "http://ns.adobe.com/xap/1.0/"
XMP_DM = "http://ns.adobe.com/xmp/1.0/DynamicMedia/"
XMP_NOTE = "http://ns.adobe.com/xmp/note/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
DIGIKAM = "http://www.digikam.org/ns/1.0/"
DARKTABLE = "http://darktable.sf.net/"
PHOTOMECHANIC = "http://ns.camerabits.com/photomechanic/1.0/"
MICROSOFT = "http://ns.microsoft.com/photo/1.0/"
DC = "http://purl.org/dc/elements/1.1/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
KEEPERS = "urn:keepers:xmp:1.0#"

PREFIXES = MappingProxyType(
    {
        RDF: "rdf",
        XMP: "xmp",
        XMP_DM: "xmpDM",
        PHOTOSHOP: "photoshop",
        DIGIKAM: "digiKam",
        DARKTABLE: "darktable",
        PHOTOMECHANIC: "photomechanic",
        MICROSOFT: "MicrosoftPhoto",
        DC: "dc",
        TIFF: "tiff",
        KEEPERS: "keepers",
    }
)
"""Namespace -> the prefix that is declared for it where a file has none."""


class Name(NamedTuple):
    """A property: namespace and local name."""

    space: str
    local: str


RATING = Name(XMP, "Rating")
LABEL = Name(XMP, "Label")
PICK = Name(XMP_DM, "pick")
GOOD = Name(XMP_DM, "good")
LABEL_COLOR = Name(PHOTOSHOP, "LabelColor")
PICK_LABEL = Name(DIGIKAM, "PickLabel")
COLOR_LABEL = Name(DIGIKAM, "ColorLabel")
TAGGED = Name(PHOTOMECHANIC, "Tagged")
COLOR_CLASS = Name(PHOTOMECHANIC, "ColorClass")
MICROSOFT_RATING = Name(MICROSOFT, "Rating")
DARKTABLE_LABELS = Name(DARKTABLE, "colorlabels")
ORIENTATION = Name(TIFF, "Orientation")
SUBJECT = Name(DC, "subject")
SCORE = Name(KEEPERS, "score")
MODEL = Name(KEEPERS, "model")
EXTENDED = Name(XMP_NOTE, "HasExtendedXMP")

OURS = frozenset(
    {
        RATING,
        LABEL,
        PICK,
        GOOD,
        LABEL_COLOR,
        PICK_LABEL,
        COLOR_LABEL,
        TAGGED,
        COLOR_CLASS,
        MICROSOFT_RATING,
        DARKTABLE_LABELS,
        SUBJECT,
        SCORE,
        MODEL,
    }
)
"""The only properties that Keepers ever changes; of ``dc:subject`` only its own keyword."""

COLOURS = ("none", "red", "yellow", "green", "blue", "purple")
"""Label numbers, the same as in the catalogue, by the word that ``photoshop:LabelColor`` has for them."""

ENGLISH = ("", "Red", "Yellow", "Green", "Blue", "Purple")
"""Label number -> the word that is written into ``xmp:Label`` unless the user chose another."""

_WORDS = (
    "",
    "red rot rouge rojo rosso vermelho rood röd rød punainen czerwony červená červený piros vörös красный червоний"
    " kırmızı κόκκινο レッド 赤 红色 红 紅色 紅 빨강 빨간색 roșu crvena merah select",
    "yellow gelb jaune amarillo giallo amarelo geel gul keltainen żółty žlutá žlutý sárga желтый жёлтый жовтий"
    " sarı κίτρινο イエロー 黄 黄色 黃色 黃 노랑 노란색 galben žuta kuning second",
    "green grün gruen vert verde groen grön grønn grøn vihreä zielony zelená zelený zöld зеленый зелёный зелений"
    " yeşil πράσινο グリーン 緑 绿色 绿 綠色 綠 녹색 초록 초록색 zelena hijau approved",
    "blue blau bleu azul blu blauw blå sininen niebieski modrá modrý kék синий голубой синій mavi μπλε ブルー 青"
    " 蓝色 蓝 藍色 藍 파랑 파란색 albastru plava biru review",
    "purple lila violett purpur violet pourpre púrpura morado violeta viola porpora roxo paars lilla violetti"
    " purppura fioletowy purpurowy fialová purpurová bíbor фиолетовый пурпурный лиловый фіолетовий mor μωβ"
    " パープル 紫 紫色 보라 보라색 자주 자주색 magenta mov ljubičasta ungu todo",
)

LABEL_WORDS = MappingProxyType({word: number for number, words in enumerate(_WORDS) for word in words.split()})
"""Word in lower case without spaces -> label number: Lightroom's and Bridge's words, in their languages."""

DIGIKAM_COLOURS = MappingProxyType({1: 1, 3: 2, 4: 3, 5: 4, 6: 5})
"""``digiKam:ColorLabel`` -> label number; orange (2), grey (7), black (8) and white (9) have none."""

MECHANIC_COLOURS = MappingProxyType({2: 1, 4: 2, 5: 3, 7: 4, 1: 5})
"""``photomechanic:ColorClass`` -> label number, by Photo Mechanic's default colours."""

MICROSOFT_PERCENT = (0, 1, 25, 50, 75, 99)
"""Stars -> ``MicrosoftPhoto:Rating``, as Windows writes them."""
