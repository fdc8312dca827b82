"""Write the concept test for a learning platform: questions, key, and what each answer tells.

    python tools/exports.py gift pre FILE.txt      GIFT, for Moodle
    python tools/exports.py qti12 pre FILE.xml     QTI 1.2 (ims_qtiasiv1p2), one file
    python tools/exports.py qti21 post FILE.zip    QTI 2.1 (imsqti_v2p1), a package
    python tools/exports.py --language zh …        the same in another language

Each item has "I do not know yet" as its last option; it scores nothing and is answered with why the
right one is right. How sure somebody is cannot be asked there.
"""

import argparse
import io
import re
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import handouts

from softmax_edu.files import locked
from softmax_edu.words import FIRST

NOT_YET = "not-yet"
QTI_12 = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
QTI_12_SCHEMA = f"{QTI_12} http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd"
QTI_21 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
QTI_21_SCHEMA = f"{QTI_21} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
PACKAGE_SCHEMA = f"{PACKAGE} http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True)
class Option:
    """One option of a question, and what is said to whoever chose it."""

    key: str
    text: str
    says: str
    right: bool


@dataclass(frozen=True)
class Question:
    """One item of a form."""

    key: str
    stem: str
    options: tuple[Option, ...]


def questions(form: str, language: str = FIRST) -> tuple[str, list[Question]]:
    """Return the title of a form, and its items with their key, in a language."""
    test, key = (handouts.read(name, language) for name in ("concept_test.toml", "answer_key.toml"))
    values = handouts.numbers(test["forms"][form]["e"])
    found = []
    for item in handouts.items(test, form):
        answer = key[item["key"]]
        why = answer["why"].format(**values)
        options = [
            Option(
                each["key"],
                each["text"],
                why
                if each["key"] == answer["right"]
                else key["scored"]["wrong"].format(says=answer["wrong"][each["key"]]["says"]),
                each["key"] == answer["right"],
            )
            for each in item["options"]
        ]
        options.append(Option(NOT_YET, test["page"]["not_yet"], why, right=False))
        found.append(Question(item["key"], item["stem"], tuple(options)))
    title = test["page"]["title"].format(form=test["forms"][form]["title"])
    return title, found


def escaped(text: str) -> str:
    """Return a text for GIFT: what would end it or begin something there is marked."""
    return re.sub(r"([~=#{}:\\])", r"\\\1", text).replace("\n", "\\n")


def gift(title: str, asked: Sequence[Question]) -> str:
    """Return the questions as GIFT."""
    parts = [f"// {title}\n"]
    for question in asked:
        lines = [f"::{escaped(question.key)}::{escaped(question.stem)} {{"]
        for option in question.options:
            mark = "=" if option.right else "~"
            lines.append(f"\t{mark}{escaped(option.text)}#{escaped(option.says)}")
        parts.append("\n".join([*lines, "}"]) + "\n")
    return "\n".join(parts)


def qti12(title: str, asked: Sequence[Question]) -> bytes:
    """Return the questions as QTI 1.2."""
    root = ElementTree.Element(
        "questestinterop", {"xmlns": QTI_12, "xmlns:xsi": XSI, "xsi:schemaLocation": QTI_12_SCHEMA}
    )
    assessment = _below(root, "assessment", ident="softmax-edu", title=title)
    section = _below(assessment, "section", ident="root_section")
    for question in asked:
        item = _below(section, "item", ident=question.key, title=question.key)
        shown = _below(item, "presentation")
        _text(_below(_below(shown, "material"), "mattext", texttype="text/plain"), question.stem)
        response = _below(shown, "response_lid", ident="response", rcardinality="Single")
        choices = _below(response, "render_choice")
        for option in question.options:
            label = _below(choices, "response_label", ident=option.key)
            material = _below(label, "material")
            _text(_below(material, "mattext", texttype="text/plain"), option.text)
        processing = _below(item, "resprocessing")
        _below(
            _below(processing, "outcomes"),
            "decvar",
            varname="SCORE",
            vartype="Decimal",
            minvalue="0",
            maxvalue="100",
        )
        for option in question.options:
            condition = _below(processing, "respcondition", {"continue": "No"})
            tested = _below(_below(condition, "conditionvar"), "varequal", respident="response")
            _text(tested, option.key)
            if option.right:
                _text(_below(condition, "setvar", varname="SCORE", action="Set"), "100")
            linked = f"{option.key}_fb"
            _below(condition, "displayfeedback", feedbacktype="Response", linkrefid=linked)
        for option in question.options:
            feedback = _below(item, "itemfeedback", ident=f"{option.key}_fb")
            material = _below(_below(feedback, "flow_mat"), "material")
            _text(_below(material, "mattext", texttype="text/plain"), option.says)
    return _written(root)


def qti21_item(question: Question) -> bytes:
    """Return one question as an item of QTI 2.1."""
    about = {"xmlns": QTI_21, "xmlns:xsi": XSI, "xsi:schemaLocation": QTI_21_SCHEMA}
    about |= {"identifier": question.key, "title": question.key}
    about |= {"adaptive": "false", "timeDependent": "false"}
    root = ElementTree.Element("assessmentItem", about)
    kinds = {"cardinality": "single", "baseType": "identifier"}
    declared = _below(root, "responseDeclaration", {"identifier": "RESPONSE", **kinds})
    [right] = [option.key for option in question.options if option.right]
    _text(_below(_below(declared, "correctResponse"), "value"), right)
    score = {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}
    _text(_below(_below(_below(root, "outcomeDeclaration", score), "defaultValue"), "value"), "0")
    _below(root, "outcomeDeclaration", {"identifier": "FEEDBACK", **kinds})
    body = _below(root, "itemBody")
    about = {"responseIdentifier": "RESPONSE", "shuffle": "false", "maxChoices": "1"}
    interaction = _below(body, "choiceInteraction", about)
    _text(_below(interaction, "prompt"), question.stem)
    for option in question.options:
        choice = _below(interaction, "simpleChoice", identifier=option.key)
        choice.text = option.text
        told = {"outcomeIdentifier": "FEEDBACK", "identifier": option.key, "showHide": "show"}
        _text(_below(choice, "feedbackInline", told), option.says)
    processing = _below(root, "responseProcessing")
    condition = _below(processing, "responseCondition")
    tested = _below(condition, "responseIf")
    match = _below(tested, "match")
    _below(match, "variable", identifier="RESPONSE")
    _below(match, "correct", identifier="RESPONSE")
    worth = _below(_below(tested, "setOutcomeValue", identifier="SCORE"), "baseValue")
    worth.set("baseType", "float")
    worth.text = "1"
    chosen = _below(processing, "setOutcomeValue", identifier="FEEDBACK")
    _below(chosen, "variable", identifier="RESPONSE")
    return _written(root)


def qti21(title: str, asked: Sequence[Question]) -> bytes:
    """Return the questions as a package of QTI 2.1: a manifest and a file for each."""
    root = ElementTree.Element(
        "manifest",
        {
            "xmlns": PACKAGE,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": PACKAGE_SCHEMA,
            "identifier": "softmax-edu",
        },
    )
    metadata = _below(root, "metadata")
    _text(_below(metadata, "schema"), "QTIv2.1 Package")
    _text(_below(metadata, "schemaversion"), "1.0.0")
    _below(root, "organizations")
    resources = _below(root, "resources")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for question in asked:
            name = f"{question.key}.xml"
            about = {"identifier": question.key, "type": "imsqti_item_xmlv2p1", "href": name}
            _below(_below(resources, "resource", about), "file", href=name)
            _put(archive, name, qti21_item(question))
        _put(archive, "imsmanifest.xml", _written(root))
    return content.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Put a file into an archive: the same bytes on every day."""
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)


def _below(
    above: ElementTree.Element, tag: str, about: dict[str, str] | None = None, **more: str
) -> ElementTree.Element:
    return ElementTree.SubElement(above, tag, {**(about or {}), **more})


def _text(element: ElementTree.Element, text: str) -> None:
    element.text = text


def _written(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


FORMATS = {"gift": lambda *test: gift(*test).encode(), "qti12": qti12, "qti21": qti21}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write what was asked for."""
    parser = argparse.ArgumentParser(description="Export the concept test.")
    parser.add_argument("format", choices=FORMATS)
    parser.add_argument("form", choices=("pre", "post"))
    parser.add_argument("to", type=Path, help="the file to be written")
    parser.add_argument("--language", choices=handouts.languages(), default=FIRST)
    options = parser.parse_args(arguments)
    content = FORMATS[options.format](*questions(options.form, options.language))
    place = options.to.absolute()
    with locked(place.parent) as room:
        room.write(place.name, content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
